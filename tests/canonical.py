"""The end of a story in one comparable dump: what must be the same whatever came first, and however often.

Donations with state and amounts, payments, refunds, disputes, plans with their instalments, and the amount on the one
valid receipt. Not: history,
moments, voided receipts, letters. Ours are named by the provider's ids, for rows that are made by applying an event
get a new id in every telling.
"""

from typing import Any

from sqlalchemy import select

from donations.core.database import session
from donations.giving.balances import remaining_amount
from donations.giving.disputes import Dispute
from donations.giving.models import DeclinedPayment, Donation, Payment, Refund
from donations.payments.models import ProviderEvent
from donations.receipts.queries import valid_receipt
from donations.recurring.models import Instalment, PlanCard, RecurringPlan
from donations.recurring.queries import failure_of
from donations.supporters.models import Consent, Supporter

Dump = dict[str, Any]
_OF_PLAN = """reference status interval amount_minor currency covered_costs_minor started_on next_on is_paused
paused_until ends_on ended_at end_reason provider_plan_id provider_item_id provider_customer_id
payment_method_id""".split()
_OF_INSTALMENT = """period_start period_end status amount_minor currency is_first attempts needs_confirmation failed_at
decline_code""".split()


def canonical_dump() -> Dump:
    """Read inside an application context."""
    donations = session.scalars(select(Donation)).all()
    return {
        "donations": sorted((_donation(each) for each in donations), key=repr),
        "supporters": sorted(session.scalars(select(Supporter.email_key))),
        "consents": sorted(session.scalars(select(Consent.source))),
        "plans": sorted((_plan(each) for each in session.scalars(select(RecurringPlan))), key=repr),
        "cards": sorted(_pairs(PlanCard.payment_method_id, PlanCard.last4)),
        "events": dict(_pairs(ProviderEvent.provider_event_id, ProviderEvent.state)),
    }


def _pairs(*columns: Any) -> list[tuple[str, str]]:
    return [(one, other) for one, other in session.execute(select(*columns))]


def _donation(donation: Donation) -> Dump:
    receipt = valid_receipt(donation.id)
    return {
        "is_second": donation.origin_id is not None,
        "status": donation.status,
        "held": donation.held_reason,
        "amount": donation.amount.minor,
        "frequency": donation.frequency,
        "currency": donation.currency,
        "covered": donation.covered_costs_minor,
        "shares": sorted(share.amount.minor for share in donation.allocations),
        "supporter": donation.supporter.email_key if donation.supporter else None,
        "payments": sorted(_payment(each) for each in _of(Payment, donation)),
        "declined": sorted(_decline(each) for each in _of(DeclinedPayment, donation)),
        "refunds": sorted(_refund(each) for each in _of(Refund, donation)),
        "disputes": sorted(_dispute(each) for each in _of(Dispute, donation)),
        "left": remaining_amount(donation).minor,
        "receipt": receipt.amount.minor if receipt else None,
    }


def _plan(plan: RecurringPlan) -> Dump:
    return {
        **{name: str(getattr(plan, name)) for name in _OF_PLAN},
        "supporter": plan.supporter.email_key if plan.supporter else None,
        "instalments": sorted(_instalment(each) for each in plan.instalments),
    }


def _instalment(instalment: Instalment) -> tuple[str, ...]:
    """Of two for one period it does not matter which is called the other's rival: their money is with the donations."""
    failure = failure_of(instalment.id)
    story = "" if failure is None else "mended" if failure.mended_at else "lost" if failure.lost_at else "open"
    donation = instalment.donation.status if instalment.donation else ""
    return (*(str(getattr(instalment, name)) for name in _OF_INSTALMENT), donation, story)


def _of(model: Any, donation: Donation) -> Any:
    return session.scalars(select(model).where(model.donation_id == donation.id))


def _payment(payment: Payment) -> tuple[str, int, bool, str, str]:
    charge = payment.provider_charge_id or ""
    return payment.provider_payment_id, payment.amount.minor, bool(payment.succeeded_at), charge, payment.method or ""


def _decline(declined: DeclinedPayment) -> tuple[str, str]:
    return declined.provider_payment_id, declined.decline_code or ""


def _refund(refund: Refund) -> tuple[str, int, str, str]:
    return refund.provider_refund_id or "", refund.amount.minor, refund.status, refund.failure_reason or ""


def _dispute(dispute: Dispute) -> tuple[str, int, str]:
    return dispute.provider_dispute_id, dispute.amount.minor, dispute.status
