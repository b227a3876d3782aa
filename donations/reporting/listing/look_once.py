"""Totals and page in one question: what is found is gone through once, and of too many not one row is read."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, CompoundSelect, String, cast, func, null, select, union_all

from donations.core.database import session
from donations.reporting.listing.cursor import Cursor, beyond
from donations.reporting.listing.filters import Sort
from donations.reporting.listing.models import ListedDonation
from donations.reporting.listing.totals import Totals, totals_of
from donations.reporting.listing.ways import FEW, Matches

_LISTED: Any = ListedDonation
_LOOKED_AT = (
    _LISTED.position,
    _LISTED.rank,
    _LISTED.currency,
    _LISTED.status,
    _LISTED.amount_minor,
    _LISTED.refunded_minor,
)
# What the parts of the answer select; a part leaves empty what it does not tell.
_KINDS = {
    "key": BigInteger,
    "currency": String,
    "status": String,
    "gifts": BigInteger,
    "amount": BigInteger,
    "refunded": BigInteger,
}


@dataclass(frozen=True, slots=True)
class Seen:
    """`totals` of at most `FEW`; `keys` of the page and one more, of more than `FEW` only if it `begins`."""

    totals: Totals | None
    keys: list[int]


def look_once(found: Matches, sort: Sort, cursor: Cursor | None, *, begins: bool) -> Seen:
    """`begins`: the page is the first, and what is found comes in its order."""
    rows = list(session.execute(_question(found, sort, cursor, begins=begins)))
    number = next(row.gifts for row in rows if row.key is None and row.currency is None)
    totals = totals_of(row[1:] for row in rows if row.currency is not None)
    return Seen(totals if number <= FEW else None, [row.key for row in rows if row.key is not None])


def _question(found: Matches, sort: Sort, cursor: Cursor | None, *, begins: bool) -> CompoundSelect[*tuple[Any, ...]]:
    """Sums of few by currency and state, their number, and the keys of the page."""
    rows = found.rows.with_only_columns(*_LOOKED_AT) if found.bare is None else found.bare
    if begins:
        rows = rows.order_by(found.key.desc() if sort.falls else found.key)
    each = rows.limit(FEW + 1).cte("found")
    of: Any = each.c
    whole: Any = each
    if found.bare is not None:
        of, whole = _LISTED, each.join(_LISTED, _LISTED.position == each.c.position)
    number = select(func.count()).select_from(each).scalar_subquery()
    key = (of.rank if sort.is_by_amount else each.c.position).label("key")
    keys = select(key).select_from(whole if sort.is_by_amount else each)
    page = beyond(keys if begins else keys.where(number <= FEW), key.element, sort, cursor).subquery()
    return union_all(
        _sums(of).select_from(whole).where(number <= FEW).group_by(of.currency, of.status),
        _part(gifts=number),
        _part(key=page.c.key),
    )


def _sums(of: Any) -> Any:
    return _part(
        currency=of.currency,
        status=of.status,
        gifts=func.count(),
        amount=func.sum(of.amount_minor),
        refunded=func.sum(of.refunded_minor),
    )


def _part(**told: Any) -> Any:
    """Of the answer; the first one names its columns."""
    return select(*(told.get(name, cast(null(), kind)).label(name) for name, kind in _KINDS.items()))
