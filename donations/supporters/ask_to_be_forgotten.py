"""A supporter wants to be forgotten: a person sees to it, for the law makes us keep some of what we know."""

from uuid import UUID

from donations.core.database import session
from donations.supporters.models import RequestKind, SupporterRequest
from donations.supporters.queries import open_request, supporter_by_id


def ask_to_be_forgotten(supporter_id: UUID, note: str) -> None:
    """Asked for again, the first wish still stands."""
    supporter_by_id(supporter_id, lock=True)
    if open_request(supporter_id, RequestKind.FORGET) is None:
        session.add(SupporterRequest(supporter_id=supporter_id, kind=RequestKind.FORGET, note=note.strip()))
        session.flush()
