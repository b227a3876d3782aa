"""Pages of rows whose ids grow with time, newest first. They go by ids: the thousandth costs what the first does."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import InstrumentedAttribute

from donations.core.database import session

ROWS = 50
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Cursor:
    """Rows beyond an id: older than it, or newer."""

    id: UUID
    is_newer: bool = False


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """The rows, and where the pages beside this one begin: None where there is none."""

    rows: Sequence[Row]
    newer: UUID | None = None
    older: UUID | None = None


def newest_first(found: Select[Row], key: InstrumentedAttribute[UUID], cursor: Cursor | None) -> Page[Row]:
    """`found` selects whole rows of one model, `key` is its id."""
    rows: list[Any] = list(session.scalars(_ordered(found, key, cursor).limit(ROWS + 1)))
    has_more, rows = len(rows) > ROWS, rows[:ROWS]
    goes_back = cursor is not None and cursor.is_newer
    if goes_back:
        rows.reverse()
    if not rows:
        return Page([])
    return Page(
        rows=rows,
        newer=rows[0].id if cursor and (has_more or not goes_back) else None,
        older=rows[-1].id if has_more or goes_back else None,
    )


def _ordered(found: Select[Row], key: InstrumentedAttribute[UUID], cursor: Cursor | None) -> Select[Row]:
    if cursor is None:
        return found.order_by(key.desc())
    beyond: ColumnElement[bool] = key > cursor.id if cursor.is_newer else key < cursor.id
    return found.where(beyond).order_by(key if cursor.is_newer else key.desc())
