"""What supporters asked of those who work here, for the pages of the desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, TextClause, select
from sqlalchemy.orm import aliased

from donations.core.database import session
from donations.core.errors import NotFound
from donations.supporters.models import OPEN, Supporter, SupporterRequest

_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Wish:
    """One wish, whose it is, and whose other address it is about."""

    request: SupporterRequest
    supporter: Supporter
    other: Supporter | None


def open_wishes() -> Sequence[Wish]:
    """The oldest first: the law gives a month."""
    return _wishes(OPEN)


def wishes_of(supporter_id: UUID) -> Sequence[Wish]:
    """All there ever were of one supporter, oldest first."""
    return _wishes(SupporterRequest.supporter_id == supporter_id)


def wish_by_id(request_id: UUID) -> Wish:
    """Raises `NotFound`."""
    for found in _wishes(SupporterRequest.id == request_id):
        return found
    raise NotFound("There is no such request.")


def _wishes(condition: ColumnElement[bool] | TextClause) -> list[Wish]:
    other = aliased(Supporter)
    asked = (
        select(SupporterRequest, Supporter, other)
        .join(Supporter, Supporter.id == SupporterRequest.supporter_id)
        .outerjoin(other, other.id == SupporterRequest.other_id)
        .where(condition)
        .order_by(SupporterRequest.asked_at, SupporterRequest.id)
    )
    return [Wish(*row) for row in session.execute(asked.limit(_SHOWN))]
