"""The words of a listed donation's state, by key: the same on every screen and in every file."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from donations.core.database import session
from donations.giving.dispute_models import Dispute
from donations.giving.states import DonationStatus
from donations.payments.updates import DisputeStatus

HELD, REJECTED = "held", "rejected"  # of a gift in process: why it goes no further
_OPEN = (DisputeStatus.OPEN, DisputeStatus.INQUIRY)


def state_key(status: str, held_reason: str | None, *, is_held: bool) -> str:
    """`is_held`: for that reason, and nobody has decided yet."""
    if is_held:
        return HELD
    return REJECTED if held_reason and status == DonationStatus.PROCESSING else status


def with_open_disputes(donation_ids: Collection[UUID]) -> set[UUID]:
    """Those whose bank still asks; no question when there is nothing to look at."""
    if not donation_ids:
        return set()
    asked = select(Dispute.donation_id).where(Dispute.donation_id.in_(donation_ids), Dispute.status.in_(_OPEN))
    return set(session.scalars(asked))
