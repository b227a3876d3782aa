"""A wish of a supporter has been seen to."""

from uuid import UUID

from donations.core import clock
from donations.core.database import session
from donations.core.errors import NotFound, Refused
from donations.supporters.models import SupporterRequest


def close_request(request_id: UUID, answer: str, *, by: UUID) -> SupporterRequest:
    """Once; with what was done about it."""
    request = session.get(SupporterRequest, request_id, with_for_update=True, populate_existing=True)
    if request is None:
        raise NotFound("This wish is not here.")
    if request.closed_at:
        raise Refused("Somebody has seen to this wish already.")
    if not answer.strip():
        raise Refused("Please write what was done.")
    request.closed_at, request.closed_by, request.answer = clock.now(), by, answer.strip()
    session.flush()
    return request
