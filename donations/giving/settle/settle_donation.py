"""The provider took the money: the donation counts, once, or is held for a person."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update

from donations.core import outbox
from donations.core.database import session
from donations.core.money import Money
from donations.giving.desk_models import HeldReview
from donations.giving.disputes import Dispute
from donations.giving.events import DonationSettled
from donations.giving.models import DeclinedPayment, Donation, Payment, Refund
from donations.giving.new_donation import begin, new_donation, second_donation
from donations.giving.queries import payment_by_provider_id, succeeded_payment
from donations.giving.start.start_donation import Donor
from donations.giving.states import DonationStatus, Frequency, HeldReason, ReviewDecision
from donations.payments.updates import PaymentDeclined, PaymentDescribed, PaymentProcessing, PaymentSucceeded
from donations.supporters.consents import NEWSLETTER, GivenConsent, record_consent
from donations.supporters.models import Supporter
from donations.supporters.queries import find_or_add_supporter


@dataclass(frozen=True, slots=True)
class ReceivedDonation:
    """Of a plan the supporter, once known, stays the same whatever address it has by now."""

    donor: Donor
    amount: Money
    covered_costs_minor: int
    frequency: Frequency
    fund_id: UUID
    privacy_version: int
    started_at: datetime
    supporter_id: UUID | None = None
    campaign_id: UUID | None = None
    placement: str | None = None
    terms_version: int | None = None
    is_anonymous: bool = False


def begin_donation(received: ReceivedDonation) -> Donation:
    """Started; the caller knows of the money and settles it."""
    donation = new_donation(
        received.donor,
        received.amount,
        covered_costs_minor=received.covered_costs_minor,
        frequency=received.frequency,
        supporter_id=received.supporter_id,
        campaign_id=received.campaign_id,
        placement=received.placement,
        privacy_version=received.privacy_version,
        terms_version=received.terms_version,
        is_anonymous=received.is_anonymous,
        started_at=received.started_at,
    )
    begin([(donation, received.fund_id)])
    return donation


def payment_reported(donation: Donation, provider_payment_id: str, amount: Money) -> Payment:
    """The payment's row, added when this is the first word about it. Says nothing about its success."""
    payment = payment_by_provider_id(provider_payment_id)
    if payment is None:
        payment = Payment(provider_payment_id=provider_payment_id, donation_id=donation.id, amount=amount)
        session.add(payment)
        session.flush()
    return payment


def record_processing(donation: Donation, update: PaymentProcessing, *, because: UUID) -> None:
    """The bank has been asked."""
    payment_reported(donation, update.payment_id, update.amount)
    donation.advance(DonationStatus.PROCESSING, because=because)


def record_description(donation: Donation, update: PaymentDescribed, *, because: UUID) -> None:  # noqa: ARG001 - one signature for all verbs
    """The way it was paid, for receipts and for finding it again."""
    payment = payment_reported(donation, update.payment_id, update.amount)
    payment.provider_charge_id, payment.method = update.charge_id, update.method
    payment.card_brand, payment.card_last4 = update.card_brand, update.card_last4


def record_decline(donation: Donation, update: PaymentDeclined, *, because: UUID) -> None:
    """One row per word of the provider; the donation stays as it is, since another card may follow."""
    if session.scalar(select(DeclinedPayment.id).where(DeclinedPayment.event_id == because)):
        return
    declined = DeclinedPayment(
        event_id=because,
        donation_id=donation.id,
        provider_payment_id=update.payment_id,
        code=update.code,
        decline_code=update.decline_code,
        at=update.at,
    )
    session.add(declined)


# What a second payment's own donation takes over from the first.
def settle_donation(
    donation: Donation, update: PaymentSucceeded, *, because: UUID, held_for: HeldReason | None = None
) -> None:
    """`donation` is locked. Told again, in another order or by another event, nothing changes.

    `held_for`: it is not to count by itself, though the amount is right.
    """
    payment = payment_reported(donation, update.payment_id, update.amount)
    if payment.succeeded_at:
        return
    rival = succeeded_payment(donation)
    payment.amount = update.amount
    loser = None if rival is None else max(rival, payment, key=lambda each: _rank(donation, each, update))
    if loser:
        second = _move_to_its_own_donation(loser, donation)
        if loser is rival:
            _move_rejection(donation, second)
    payment.succeeded_at = update.at
    session.flush()
    if loser is payment:
        return
    reason = held_for or (HeldReason.AMOUNT_DIFFERS if update.amount != donation.amount else None)
    if reason is None:
        count(donation, update.at, because=because)
    elif donation.status != DonationStatus.SETTLED:
        donation.hold(reason, because=because)


def _rank(donation: Donation, payment: Payment, update: PaymentSucceeded) -> tuple[bool, datetime, str]:
    """The donation's own payment is the one of the right amount, then the earliest."""
    return payment.amount != donation.amount, payment.succeeded_at or update.at, payment.provider_payment_id


def count(donation: Donation, at: datetime, *, because: UUID | None, supporter: Supporter | None = None) -> None:
    """The money came at that moment: from now on the donation counts, as the donation of its supporter."""
    supporter = (
        supporter
        or donation.supporter
        or find_or_add_supporter(donation.donor_email, donation.donor_name, donation.language)
    )
    donation.held_reason = None
    donation.settle(at, supporter, because=because)
    if donation.newsletter_wording:
        source = f"donation {donation.reference}"
        wording, given_at = donation.newsletter_wording, donation.started_at
        record_consent(supporter, GivenConsent(NEWSLETTER, wording, donation.language, source, given_at))
    if not donation.has_receipt_elsewhere:  # nothing follows from what has long been settled there
        outbox.record(DonationSettled(donation.id))


def _move_to_its_own_donation(payment: Payment, first: Donation) -> Donation:
    """With its refunds and disputes."""
    second = second_donation(first, payment.amount)
    begin([(second, first.allocations[0].fund_id)])
    second.hold(HeldReason.PAID_TWICE, because=None)
    payment.donation_id = second.id
    for model in (Refund, Dispute):
        session.execute(update(model).where(model.payment_id == payment.id).values(donation_id=second.id))
    session.flush()
    return second


def _move_rejection(first: Donation, second: Donation) -> None:
    """A person sent back the money that had come by then; about money that comes later nobody has decided yet."""
    rejected = update(HeldReview).where(HeldReview.decision == ReviewDecision.REJECTED)
    session.execute(rejected.where(HeldReview.donation_id == first.id).values(donation_id=second.id))
