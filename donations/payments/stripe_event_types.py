"""Which of Stripe's events we subscribe to. Types not read yet are stored, for what will be built on them."""

EVENT_TYPES = tuple(
    """
    checkout.session.completed checkout.session.async_payment_succeeded checkout.session.async_payment_failed
    checkout.session.expired
    payment_intent.succeeded payment_intent.processing payment_intent.payment_failed payment_intent.canceled
    charge.succeeded charge.failed charge.updated charge.refunded
    refund.created refund.updated refund.failed
    charge.dispute.created charge.dispute.updated charge.dispute.closed charge.dispute.funds_withdrawn
    charge.dispute.funds_reinstated
    radar.early_fraud_warning.created radar.early_fraud_warning.updated review.opened review.closed
    invoice.created invoice.finalized invoice.paid invoice.payment_failed invoice.payment_action_required
    invoice.finalization_failed invoice.upcoming invoice.voided invoice.marked_uncollectible
    invoice_payment.paid
    customer.subscription.created customer.subscription.updated customer.subscription.deleted
    customer.subscription.paused customer.subscription.resumed customer.subscription.trial_will_end
    customer.subscription.pending_update_applied customer.subscription.pending_update_expired
    customer.updated customer.deleted
    payment_method.attached payment_method.detached payment_method.updated
    payment_method.automatically_updated
    mandate.updated setup_intent.succeeded setup_intent.setup_failed
    payout.created payout.updated payout.paid payout.failed payout.canceled payout.reconciliation_completed
    balance.available
    """.split()
)
