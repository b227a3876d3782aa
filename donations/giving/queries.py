"""Finding donations."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, bindparam, exists, select

from donations.core.database import session
from donations.core.errors import NotFound
from donations.core.ids import tidy_reference
from donations.core.money import Money
from donations.giving.desk_models import HeldReview
from donations.giving.models import CheckoutAttempt, Donation, Payment
from donations.giving.states import DonationStatus, Frequency

SAME_DONATION_WINDOW = timedelta(minutes=10)
_LONGEST_TYPED = 40

# Asked several times for every event: built once, which takes most of the time of a small query.
_PAYMENT = select(Payment).where(Payment.provider_payment_id == bindparam("told"))
_ITS_DONATION = select(Payment.donation_id).where(Payment.provider_payment_id == bindparam("told"))
_MONEY_TAKEN = select(Payment).where(Payment.donation_id == bindparam("donation"), Payment.succeeded_at.is_not(None))
_DONATION = (
    select(Donation)
    .where(Donation.reference == bindparam("told"))
    .with_for_update()
    .execution_options(populate_existing=True)
)


def donation_by_id(donation_id: UUID, *, lock: bool = False) -> Donation:
    """Raises `NotFound`. `lock`: nobody else changes it until the transaction ends."""
    found = session.get(Donation, donation_id, with_for_update=True if lock else None, populate_existing=lock)
    if found is None:
        raise NotFound("This gift is not here.")
    return found


def locked_donation_by_reference(reference: str) -> Donation | None:
    """For applying the provider's words."""
    return session.scalar(_DONATION, {"told": reference})


def locked_donation_by_ticket(ticket: str) -> Donation | None:
    """The donation this form made, if it was sent before; the worker does not move it meanwhile."""
    return session.scalar(select(Donation).where(Donation.ticket == ticket).with_for_update())


def donation_by_reference(reference: str) -> Donation:
    """As somebody reads it aloud or types it; raises `NotFound`."""
    found = session.scalar(select(Donation).where(Donation.reference == tidy_reference(reference[:_LONGEST_TYPED])))
    if found is None:
        raise NotFound("There is no gift with this reference.")
    return found


def latest_attempt(donation: Donation) -> CheckoutAttempt:
    """The hosted page the visitor was sent to last."""
    newest = select(CheckoutAttempt).where(CheckoutAttempt.donation_id == donation.id)
    return session.scalars(newest.order_by(CheckoutAttempt.number.desc()).limit(1)).one()


def attempt_by_session(session_id: str) -> CheckoutAttempt | None:
    """The attempt behind a hosted page."""
    return session.scalar(select(CheckoutAttempt).where(CheckoutAttempt.session_id == session_id))


def same_donation_just_started(email_key: str, amount: Money, frequency: Frequency, now: datetime) -> Donation | None:
    """The newest donation of this amount from this address in the last ten minutes that may still bring money.

    One a month after one by itself is another donation, and so the other way round.
    """
    alive = (DonationStatus.STARTED, DonationStatus.PROCESSING, DonationStatus.SETTLED)
    return session.scalar(
        select(Donation)
        .where(Donation.email_key == email_key, Donation.currency == amount.currency)
        .where(Donation.amount_minor == amount.minor, Donation.started_at > now - SAME_DONATION_WINDOW)
        .where(Donation.status.in_(alive), Donation.origin_id.is_(None), Donation.frequency == frequency)
        .order_by(Donation.started_at.desc())
        .limit(1)
    )


def payment_by_provider_id(provider_payment_id: str) -> Payment | None:
    """The provider's movement, if it is known here; as it is now, not as it was before we waited for a lock."""
    chosen = select(Payment).where(Payment.provider_payment_id == provider_payment_id)
    return session.scalar(chosen.execution_options(populate_existing=True))


def donation_id_of_payment(provider_payment_id: str) -> UUID | None:
    """Whose payment it is, as stored at this moment."""
    found: UUID | None = session.connection().scalar(_ITS_DONATION, {"told": provider_payment_id})
    return found


def succeeded_payment(donation: Donation) -> Payment | None:
    """The money that was taken for this donation."""
    return session.scalar(_MONEY_TAKEN, {"donation": donation.id})


def is_unreviewed() -> ColumnElement[bool]:
    """Held, and nobody has decided."""
    decided = exists().where(HeldReview.donation_id == Donation.id)
    return and_(Donation.held_reason.is_not(None), ~decided)
