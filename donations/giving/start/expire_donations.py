"""Started donations whose payment page has ended: ask the provider what became of it, lest a word of theirs was
lost.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select

from donations.core import clock
from donations.core.database import session
from donations.core.outbox import Outside, Tick
from donations.giving.models import CheckoutAttempt, Donation
from donations.giving.queries import attempt_by_session, donation_by_id, latest_attempt
from donations.giving.start.checkout_attempts import record_found
from donations.giving.states import DonationStatus
from donations.payments.gateway import Checkout, CheckoutStatus, Gateway, GatewayRefused
from donations.payments.updates import CheckoutEnded, CheckoutOutcome

_GRACE = timedelta(minutes=15)  # the provider's own word usually comes first
_AT_ONCE = 50
_NOT_THERE = 404


@dataclass(frozen=True, slots=True)
class Overdue:
    """A started donation past its page's end; without `session_id` nobody was ever sent to pay."""

    donation_id: UUID
    attempt_id: UUID
    session_id: str | None


def _overdue(_event: Tick) -> list[Overdue] | None:
    ended_before = clock.now() - _GRACE
    last_end = func.max(CheckoutAttempt.expires_at)
    chosen = (
        select(Donation.id)
        .join(CheckoutAttempt)
        .where(Donation.status == DonationStatus.STARTED)
        .group_by(Donation.id)
        .having(last_end < ended_before)
        .order_by(Donation.id)
        .limit(_AT_ONCE)
    )
    attempts = [latest_attempt(donation_by_id(donation_id)) for donation_id in session.scalars(chosen)]
    return [Overdue(attempt.donation_id, attempt.id, attempt.session_id) for attempt in attempts] or None


def _ask(overdue: list[Overdue], gateway: Callable[[], Gateway]) -> list[tuple[Overdue, Checkout | None]]:
    return [(row, _look_up(row.session_id, gateway()) if row.session_id else None) for row in overdue]


def _look_up(session_id: str, gateway: Gateway) -> Checkout:
    """On a page the provider does not have nobody can pay; it must not keep the others from being looked at."""
    try:
        return gateway.find_checkout(session_id)
    except GatewayRefused as refusal:
        if refusal.parameters.get("status") != _NOT_THERE:
            raise
        return Checkout(session_id, CheckoutStatus.EXPIRED, None)


def _record(_event: Tick, _prepared: list[Overdue], answers: list[tuple[Overdue, Checkout | None]]) -> None:
    for row, checkout in answers:
        donation = donation_by_id(row.donation_id, lock=True)
        if latest_attempt(donation).id != row.attempt_id:
            continue  # the visitor has gone on meanwhile
        if checkout:
            record_found(row.attempt_id, checkout)
        if checkout is None or checkout.status == CheckoutStatus.EXPIRED:
            donation.advance(DonationStatus.EXPIRED)
    session.flush()


_STATUS = {
    CheckoutOutcome.PROCESSING: DonationStatus.PROCESSING,
    CheckoutOutcome.FAILED: DonationStatus.FAILED,
    CheckoutOutcome.EXPIRED: DonationStatus.EXPIRED,
}


def end_checkout(donation: Donation, update: CheckoutEnded, *, because: UUID) -> None:
    """A page the visitor replaced, one of another donation, or one nobody was ever sent to, says nothing about it."""
    attempt = attempt_by_session(update.session_id)
    if attempt is None or attempt.donation_id != donation.id:
        return
    if update.outcome != CheckoutOutcome.PROCESSING:
        attempt.ended_at = attempt.ended_at or update.at
    if attempt.superseded_at is None:
        donation.advance(_STATUS[update.outcome], because=because)


EXPIRE_DONATIONS = Outside(_overdue, _ask, _record)
