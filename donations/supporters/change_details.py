"""A supporter corrects what we know of them. Past donations and receipts keep the name they were given under."""

from dataclasses import dataclass
from uuid import UUID

from donations.core import clock, outbox
from donations.core.database import session
from donations.core.errors import NotFound, Refused
from donations.supporters.events import SupporterChanged
from donations.supporters.models import RequestKind, SupporterRequest
from donations.supporters.queries import open_request, supporter_by_id


@dataclass(frozen=True, slots=True)
class Details:
    """What is known of a supporter from now on; parts of the address may be empty."""

    name: str
    address: dict[str, str]
    language: str


def change_details(supporter_id: UUID, details: Details) -> None:
    """For letters and donations to come."""
    supporter = supporter_by_id(supporter_id, lock=True)
    supporter.name, supporter.language = details.name, details.language
    is_known = any(value for part, value in details.address.items() if part != "country")
    supporter.address = dict(details.address) if is_known else None
    session.flush()
    outbox.record(SupporterChanged(supporter_id))


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
        raise Refused("Please note what was done.", about="reason")
    request.closed_at, request.closed_by, request.answer = clock.now(), by, answer.strip()
    session.flush()
    return request
