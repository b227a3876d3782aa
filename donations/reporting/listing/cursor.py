"""Where in the list a page begins: pages go by keys, so that the thousandth costs what the first does."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select

from donations.reporting.listing.filters import Sort

ROWS = 50


@dataclass(frozen=True, slots=True)
class Cursor:
    """Rows beyond a key: after it in the order of the list, or before it."""

    key: int
    is_before: bool = False


def beyond(rows: Select[Any], key: Any, sort: Sort, cursor: Cursor | None) -> Select[Any]:
    """Of `rows` those of the page, and one more; in its order."""
    falls = sort.falls != (cursor is not None and cursor.is_before)
    if cursor:
        rows = rows.where(key < cursor.key if falls else key > cursor.key)
    return rows.order_by(key.desc() if falls else key).limit(ROWS + 1)
