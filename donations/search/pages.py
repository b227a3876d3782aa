"""One page of the list. Pages go by the keys of their first and last row: the thousandth costs what the first does."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import BigInteger, CompoundSelect, Select, String, cast, func, null, select, union_all

from donations.core.database import session
from donations.giving.models import Donation
from donations.receipts.models import Receipt, ReceiptClaim
from donations.search.access_paths import FEW, Matches, matches
from donations.search.filters import ROWS, Cursor, Sort, beyond
from donations.search.models import ListedDonation
from donations.search.read_query import ListQuery
from donations.search.totals import Totals, quick_totals, totals_of

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
    "donations": BigInteger,
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
    number = next(row.donations for row in rows if row.key is None and row.currency is None)
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
        _part(donations=number),
        _part(key=page.c.key),
    )


def _sums(of: Any) -> Any:
    return _part(
        currency=of.currency,
        status=of.status,
        donations=func.count(),
        amount=func.sum(of.amount_minor),
        refunded=func.sum(of.refunded_minor),
    )


def _part(**told: Any) -> Any:
    """Of the answer; the first one names its columns."""
    return select(*(told.get(name, cast(null(), kind)).label(name) for name, kind in _KINDS.items()))


_SHOWN = (
    ListedDonation.position,
    ListedDonation.rank,
    ListedDonation.day,
    ListedDonation.status,
    ListedDonation.fund_id,
    ListedDonation.campaign_id,
    ListedDonation.placement,
    ListedDonation.method,
    ListedDonation.last4,
    ListedDonation.amount_minor,
    ListedDonation.refunded_minor,
    ListedDonation.currency,
    ListedDonation.is_held,
    ListedDonation.is_disputed,
    Donation.id,
    Donation.reference,
    Donation.donor_name,
    Donation.donor_email,
    Donation.donor_address,
    Donation.supporter_id,
    Donation.message,
    Donation.is_anonymous,
    Donation.covered_costs_minor,
    Donation.held_reason,
    Donation.frequency,
    Donation.language,
    Donation.started_at,
    Donation.settled_at,
    Receipt.number.label("receipt_number"),
)


@dataclass(frozen=True, slots=True)
class Page:
    """Rows as `with_all_shown` selects them, and the keys of the pages beside this one."""

    rows: Sequence[Any]
    before: int | None = None
    after: int | None = None


def look(query: ListQuery, zone: str, cursor: Cursor | None = None) -> tuple[Totals | None, Page]:
    """Quick totals and a page: where both need all that is found, it is gone through once."""
    wanted = query.filter
    if wanted.finds_nothing or wanted.is_summed:
        summed = quick_totals(wanted, zone)
        if summed and cursor is None and not query.sort.is_by_amount:
            # It begins at the first or last such day: a campaign of years ago is as near as today's.
            query = replace(query, filter=wanted.within(summed.days))
        return summed, page_of(query, zone, cursor, are_few=summed is not None and summed.are_few)
    found = matches(wanted, zone)
    begins = found.comes_in_order and cursor is None and not query.sort.is_by_amount
    seen = look_once(found, query.sort, cursor, begins=begins)
    if begins or seen.totals is not None:
        return seen.totals, _page(seen.keys, query.sort, cursor)
    return None, page_of(query, zone, cursor)


def page_of(query: ListQuery, zone: str, cursor: Cursor | None = None, *, are_few: bool = False) -> Page:
    """`are_few` from the totals, so that the quickest way is taken."""
    if query.filter.finds_nothing:
        return Page([])
    found = matches(query.filter, zone, query.sort, are_few=are_few)
    keys = found.rows.with_only_columns(found.key)
    return _page(list(session.scalars(beyond(keys, found.key, query.sort, cursor))), query.sort, cursor)


def _page(keys: list[int], sort: Sort, cursor: Cursor | None) -> Page:
    """`keys`: one more than are shown, if there are more."""
    has_more = len(keys) > ROWS
    keys = keys[:ROWS]
    is_before = cursor is not None and cursor.is_before
    if is_before:
        keys.reverse()
    if not keys:
        return Page([])
    return Page(
        rows=_rows(keys, sort),
        before=keys[0] if cursor and (has_more or not is_before) else None,
        after=keys[-1] if has_more or is_before else None,
    )


def _rows(keys: Sequence[int], sort: Sort) -> list[Any]:
    key = ListedDonation.rank if sort.is_by_amount else ListedDonation.position
    order = key.desc() if sort.falls else key.asc()
    rows = with_all_shown(select().select_from(ListedDonation))
    return list(session.execute(rows.where(key.in_(keys)).order_by(order)))


def with_all_shown(rows: Select[Any]) -> Select[*tuple[Any, ...]]:
    """`rows` of the list with all that lists and exports show of a donation."""
    return (
        rows.with_only_columns(*_SHOWN)
        .join(Donation, Donation.id == ListedDonation.donation_id)
        .outerjoin(ReceiptClaim, ReceiptClaim.donation_id == ListedDonation.donation_id)
        .outerjoin(Receipt, Receipt.id == ReceiptClaim.receipt_id)
    )
