"""What the provider says about a payment, apart from its success: how it was made, that it takes days, or failed."""

from uuid import UUID

from sqlalchemy import select

from donations.core.database import session
from donations.core.money import Money
from donations.giving.models import DeclinedPayment, Donation, Payment
from donations.giving.queries import payment_by_provider_id
from donations.giving.states import DonationStatus
from donations.payments.updates import PaymentDeclined, PaymentDescribed, PaymentProcessing


def payment_heard_of(donation: Donation, provider_payment_id: str, amount: Money) -> Payment:
    """The payment's row, added when this is the first word about it. Says nothing about its success."""
    payment = payment_by_provider_id(provider_payment_id)
    if payment is None:
        payment = Payment(provider_payment_id=provider_payment_id, donation_id=donation.id, amount=amount)
        session.add(payment)
        session.flush()
    return payment


def record_processing(donation: Donation, told: PaymentProcessing, *, because: UUID) -> None:
    """The bank has been asked."""
    payment_heard_of(donation, told.payment_id, told.amount)
    donation.advance(DonationStatus.PROCESSING, because=because)


def record_description(donation: Donation, told: PaymentDescribed, *, because: UUID) -> None:  # noqa: ARG001 - one signature for all verbs
    """The way it was paid, for receipts and for finding it again."""
    payment = payment_heard_of(donation, told.payment_id, told.amount)
    payment.provider_charge_id, payment.method = told.charge_id, told.method
    payment.card_brand, payment.card_last4 = told.card_brand, told.card_last4


def record_decline(donation: Donation, told: PaymentDeclined, *, because: UUID) -> None:
    """One row per word of the provider; the donation stays as it is, since another card may follow."""
    if session.scalar(select(DeclinedPayment.id).where(DeclinedPayment.event_id == because)):
        return
    declined = DeclinedPayment(
        event_id=because,
        donation_id=donation.id,
        provider_payment_id=told.payment_id,
        code=told.code,
        decline_code=told.decline_code,
        at=told.at,
    )
    session.add(declined)
