"""End a gift before its money comes.

A started one by ending its payment page; for one that is paid and on its way see `cancel_payment`.

A page that is being asked for at this moment is waited for. One that comes later still is ended when it is there
(`checkout_attempts.record_opened`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from uuid import UUID

from sqlalchemy import select

from donations.core import clock, outbox
from donations.core.database import session
from donations.core.errors import NotYet, Refused
from donations.core.outbox import Outside
from donations.giving.events import CancelRequested
from donations.giving.models import CheckoutAttempt, Donation
from donations.giving.queries import donation_by_id
from donations.giving.refunds.cancel_payment import owe_payment_cancel, payment_to_cancel
from donations.giving.start.checkout_attempts import record_found
from donations.giving.states import DonationStatus
from donations.payments.gateway import Checkout, CheckoutStatus, Gateway, GatewayRefused
from donations.staff.record_audit import Act, record_audit

_NOT_THERE = 404
_MAY_STILL_COME = timedelta(minutes=5)  # longer than any request to the provider takes
_CANCELLABLE = (DonationStatus.STARTED, DonationStatus.EXPIRED)  # expired: a page has come late


@dataclass(frozen=True, slots=True)
class OpenPage:
    """A page somebody might still pay on."""

    attempt_id: UUID
    session_id: str


def request_cancel(donation: Donation, *, by: UUID, reason: str) -> None:
    """Owe the end of the payment page, or the word to the provider. When the money is quicker, the gift goes on."""
    donation = donation_by_id(donation.id, lock=True)
    check_cancellable(donation)
    if not reason.strip():
        raise Refused("Please say why this gift is cancelled.")
    record_audit(Act("donation.cancel_requested", "donation", donation.id, by, reason.strip()))
    if donation.status == DonationStatus.PROCESSING:
        owe_payment_cancel(donation, by=by)
    else:
        outbox.record(CancelRequested(donation.id))


def check_cancellable(donation: Donation) -> None:
    """The money has not come, and nobody has asked for this before. Raises `Refused`."""
    if donation.status == DonationStatus.PROCESSING:
        payment_to_cancel(donation)
    elif donation.status != DonationStatus.STARTED:
        raise Refused("There is nothing to cancel any more.")


def cancelling(gateway: Callable[[], Gateway]) -> Outside:
    """The reaction to `CancelRequested`."""
    return Outside(_prepare, partial(_work, gateway=gateway), _record)


def _prepare(event: CancelRequested) -> list[OpenPage] | None:
    donation = donation_by_id(event.donation_id, lock=True)
    if donation.status not in _CANCELLABLE:
        return None
    of_donation = select(CheckoutAttempt).where(CheckoutAttempt.donation_id == donation.id)
    alive = of_donation.where(CheckoutAttempt.ended_at.is_(None)).order_by(CheckoutAttempt.number)
    attempts = session.scalars(alive.execution_options(populate_existing=True)).all()
    if any(_is_asked_for(attempt) for attempt in attempts):
        raise NotYet("The payment page is being opened at this moment.")
    return [OpenPage(attempt.id, attempt.session_id) for attempt in attempts if attempt.session_id]


def _is_asked_for(attempt: CheckoutAttempt) -> bool:
    is_unanswered = attempt.session_id is None and attempt.refused_at is None
    return is_unanswered and clock.now() - attempt.created_at < _MAY_STILL_COME


def _work(pages: list[OpenPage], gateway: Callable[[], Gateway]) -> list[tuple[OpenPage, Checkout]]:
    return [(page, _end(page.session_id, gateway())) for page in pages]


def _end(session_id: str, gateway: Gateway) -> Checkout:
    """On a page the provider does not have nobody can pay."""
    try:
        return gateway.expire_checkout(session_id)
    except GatewayRefused as refusal:
        if refusal.parameters.get("status") != _NOT_THERE:
            raise
        return Checkout(session_id, CheckoutStatus.EXPIRED, None)


def _record(event: CancelRequested, _pages: list[OpenPage], ended: list[tuple[OpenPage, Checkout]]) -> None:
    donation = donation_by_id(event.donation_id, lock=True)
    for page, checkout in ended:
        record_found(page.attempt_id, checkout)
    if donation.status == DonationStatus.STARTED:
        donation.advance(DonationStatus.EXPIRED)
    session.flush()
