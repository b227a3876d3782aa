"""A supporter wants to be forgotten: a person sees to it, for the law makes us keep some of what we know."""

from uuid import UUID

from donations.core import clock
from donations.core.database import session
from donations.core.errors import NotFound, Refused
from donations.supporters.models import RequestKind, SupporterRequest
from donations.supporters.queries import open_request, supporter_by_id


def ask_to_be_forgotten(supporter_id: UUID, note: str) -> None:
    """Asked for again, the first wish still stands."""
    supporter_by_id(supporter_id, lock=True)
    if open_request(supporter_id, RequestKind.FORGET) is None:
        session.add(SupporterRequest(supporter_id=supporter_id, kind=RequestKind.FORGET, note=note.strip()))
        session.flush()


def close_request(request_id: UUID, answer: str, *, by: UUID) -> SupporterRequest:
    """Once; with what was done about it."""
    request = session.get(SupporterRequest, request_id, with_for_update=True, populate_existing=True)
    if request is None:
        raise NotFound("There is no such request.")
    if request.closed_at:
        raise Refused("Somebody has handled this request already.")
    if not answer.strip():
        raise Refused("Please note what was done.")
    request.closed_at, request.closed_by, request.answer = clock.now(), by, answer.strip()
    session.flush()
    return request
