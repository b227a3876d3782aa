"""One page of the list. Pages go by the keys of their first and last row: the thousandth costs what the first does."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from donations.core.database import session
from donations.giving.models import Donation
from donations.receipts.models import Receipt, ReceiptClaim
from donations.reporting.listing.filters import Sort
from donations.reporting.listing.models import ListedDonation
from donations.reporting.listing.read_query import ListQuery
from donations.reporting.listing.ways import Matches, matches

ROWS = 50
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
    Donation.language,
    Donation.started_at,
    Donation.settled_at,
    Receipt.number.label("receipt_number"),
)


@dataclass(frozen=True, slots=True)
class Cursor:
    """Rows beyond a key: after it in the order of the list, or before it."""

    key: int
    is_before: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Rows as `with_all_shown` selects them, and the keys of the pages beside this one."""

    rows: Sequence[Any]
    before: int | None = None
    after: int | None = None


def page_of(query: ListQuery, zone: str, cursor: Cursor | None = None, *, are_few: bool = False) -> Page:
    """`are_few` from the totals, so that the quickest way is taken."""
    if query.filter.finds_nothing:
        return Page([])
    found = matches(query.filter, zone, query.sort, are_few=are_few)
    keys = _keys(found, query.sort, cursor)
    has_more = len(keys) > ROWS
    keys = keys[:ROWS]
    is_before = cursor is not None and cursor.is_before
    if is_before:
        keys.reverse()
    if not keys:
        return Page([])
    return Page(
        rows=_rows(keys, query.sort),
        before=keys[0] if cursor and (has_more or not is_before) else None,
        after=keys[-1] if has_more or is_before else None,
    )


def _keys(found: Matches, sort: Sort, cursor: Cursor | None) -> list[int]:
    is_before = cursor is not None and cursor.is_before
    falls = sort.falls != is_before
    rows = found.rows.with_only_columns(found.key)
    if cursor:
        rows = rows.where(found.key < cursor.key if falls else found.key > cursor.key)
    return list(session.scalars(rows.order_by(found.key.desc() if falls else found.key).limit(ROWS + 1)))


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
