"""The provider took the money: the donation counts, once; or it is held when the money is not what was asked for.

Of several payments for one donation one is its own, whatever the order in which they are told; each of the others
becomes a donation of its own, held until a person has decided.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import update

from donations.core import outbox
from donations.core.database import session
from donations.giving.desk_models import HeldReview
from donations.giving.dispute_models import Dispute
from donations.giving.events import DonationSettled
from donations.giving.models import Allocation, Donation, DonationHistory, Payment, Refund
from donations.giving.queries import succeeded_payment
from donations.giving.record_payment import payment_heard_of
from donations.giving.states import DonationStatus, HeldReason, ReviewDecision
from donations.payments.updates import PaymentSucceeded
from donations.supporters.find_or_add_supporter import find_or_add_supporter
from donations.supporters.models import Supporter
from donations.supporters.record_consent import NEWSLETTER, GivenConsent, record_consent

# What a second payment's own donation takes over from the first.
_COPIED = (
    "donor_name printed_name donor_email email_key donor_address language message is_message_hidden is_anonymous "
    "campaign_id placement privacy_version terms_version frequency started_at"
).split()


def settle_donation(
    donation: Donation, told: PaymentSucceeded, *, because: UUID, held_for: HeldReason | None = None
) -> None:
    """`donation` is locked. Told again, in another order or by another event, nothing changes.

    `held_for`: it is not to count by itself, though the amount is right.
    """
    payment = payment_heard_of(donation, told.payment_id, told.amount)
    if payment.succeeded_at:
        return
    rival = succeeded_payment(donation)
    payment.amount = told.amount
    loser = None if rival is None else max(rival, payment, key=lambda each: _rank(donation, each, told))
    if loser:
        second = _move_to_its_own_donation(loser, donation)
        if loser is rival:
            _move_rejection(donation, second)
    payment.succeeded_at = told.at
    session.flush()
    if loser is payment:
        return
    reason = held_for or (HeldReason.AMOUNT_DIFFERS if told.amount != donation.amount else None)
    if reason is None:
        count(donation, told.at, because=because)
    elif donation.status != DonationStatus.SETTLED:
        donation.hold(reason, because=because)


def _rank(donation: Donation, payment: Payment, told: PaymentSucceeded) -> tuple[bool, datetime, str]:
    """The donation's own payment is the one of the right amount, then the earliest."""
    return payment.amount != donation.amount, payment.succeeded_at or told.at, payment.provider_payment_id


def count(donation: Donation, at: datetime, *, because: UUID | None, supporter: Supporter | None = None) -> None:
    """The money came at that moment: from now on the donation counts, as the gift of its supporter."""
    supporter = supporter or donation.supporter or _supporter_of(donation)
    donation.held_reason = None
    donation.settle(at, supporter, because=because)
    if donation.newsletter_wording:
        source = f"donation {donation.reference}"
        wording, given_at = donation.newsletter_wording, donation.started_at
        record_consent(supporter, GivenConsent(NEWSLETTER, wording, donation.language, source, given_at))
    if not donation.has_receipt_elsewhere:  # nothing follows from what has long been settled there
        outbox.record(DonationSettled(donation.id))


def _supporter_of(donation: Donation) -> Supporter:
    return find_or_add_supporter(donation.donor_email, donation.donor_name, donation.language)


def _move_to_its_own_donation(payment: Payment, first: Donation) -> Donation:
    """With its refunds and disputes."""
    copied = {name: getattr(first, name) for name in _COPIED}
    second = Donation(amount=payment.amount, origin_id=first.id, **copied)
    session.add(second)
    session.flush()
    session.add(DonationHistory(donation_id=second.id, was=None, became=DonationStatus.STARTED))
    fund_id = first.allocations[0].fund_id
    session.add(Allocation(donation_id=second.id, fund_id=fund_id, amount=payment.amount))
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
