"""The way through the indexes that stays short whatever is asked.

On SQLite two full-text indexes hold a mark for each filter: `donation_search` (words too) in the order of time,
`donation_ranking` in the order of amounts. Any combination of filters is one question to one of them, answered lazily
in the order of the page: the first fifty cost the same among a thousand and a million. On PostgreSQL the same words
and marks are one tsvector, and the planner chooses.
"""

import re
from dataclasses import dataclass
from enum import Enum
from typing import Any

from sqlalchemy import ColumnElement, Select, column, func, literal, select, table, text

from donations.core.database import db, session
from donations.giving.models import Donation
from donations.receipts.models import Receipt, ReceiptDonation
from donations.search.filters import (
    DonationFilter,
    Sort,
    coarse_amounts,
    columns,
    contains,
    is_found,
    marks_of,
    question,
    span_of_ranks,
    spans,
)
from donations.search.models import ListedDonation

FEW = 10_000
SEARCH = table("donation_search", column("rowid"))
RANKING = table("donation_ranking", column("rowid"))
_POSITION: Any = ListedDonation.position
_RANK: Any = ListedDonation.rank


class AccessPath(Enum):
    """Where the rows come from on SQLite."""

    TIME = "the list itself, by position"
    AMOUNT = "the list itself, by rank"
    SEARCH = "words and marks, by position"
    RANKING = "marks, by rank"
    AMOUNTS = "a short span of ranks, in no order"


@dataclass(frozen=True, slots=True)
class Matches:
    """Which donations: `rows` selects nothing yet, `key` is the number it is read in the order of.

    `comes_in_order`: in that order they need not be gathered first. `bare`: the same ones, selecting their positions
    from an index alone, where it knows all that is asked.
    """

    rows: Select[Any]
    key: ColumnElement[int]
    comes_in_order: bool = False
    bare: Select[tuple[int]] | None = None

    def keys(self, limit: int) -> Select[Any]:
        """At most so many of them, in whatever order is quickest."""
        return self.rows.with_only_columns(_POSITION.label("position")).limit(limit)


def matches(chosen: DonationFilter, zone: str, sort: Sort = Sort.NEWEST, *, are_few: bool = False) -> Matches:
    """Best for that order. `are_few`: it is known that there are at most `FEW`, so they may all be looked at."""
    order = _RANK if sort.is_by_amount else _POSITION
    if db.engine.dialect.name != "sqlite":
        # Marks alone: with the columns beside them the planner would count each filter twice.
        within = [*spans(chosen, zone, _POSITION, _RANK), *coarse_amounts(chosen)]
        return Matches(select().select_from(ListedDonation).where(*within, *is_found(chosen)), order)
    lead = _LEADS[choose_access_path(chosen, sort, are_few=are_few)](chosen, zone)
    if lead.order is order:
        return Matches(lead.rows, lead.column, comes_in_order=True, bare=lead.bare)
    return Matches(lead.rows, _at_the_end(order), bare=lead.bare)


def choose_access_path(chosen: DonationFilter, sort: Sort, *, are_few: bool = False) -> AccessPath:
    """For SQLite."""
    has_marks = bool(marks_of(chosen))
    if span_of_ranks(chosen) and _is_short(chosen):
        return AccessPath.AMOUNTS
    if not sort.is_by_amount or are_few:
        return AccessPath.SEARCH if has_marks or chosen.words else AccessPath.TIME
    return AccessPath.RANKING if has_marks else AccessPath.AMOUNT


def _is_short(chosen: DonationFilter) -> bool:
    least, most = span_of_ranks(chosen) or (0, 0)
    within = select(literal(1)).where(_RANK.between(least, most)).limit(FEW + 1).subquery()
    return (session.scalar(select(func.count()).select_from(within)) or 0) <= FEW


def _at_the_end(order: Any) -> ColumnElement[int]:
    """A column that SQLite may sort by and must not walk along."""
    unwalkable: ColumnElement[int] = order.op("+")(0)
    return unwalkable


@dataclass(frozen=True, slots=True)
class _Lead:
    """Rows that come in the order of `order` when read along `column`."""

    rows: Select[Any]
    column: Any
    order: Any
    bare: Select[tuple[int]] | None = None


def _listed(chosen: DonationFilter, within: list[ColumnElement[bool]]) -> Select[Any]:
    return select().select_from(ListedDonation).where(*columns(chosen), *contains(chosen), *within)


def _by_time(chosen: DonationFilter, zone: str) -> _Lead:
    return _Lead(_listed(chosen, spans(chosen, zone, _POSITION, _at_the_end(_RANK))), _POSITION, _POSITION)


def _by_amount(chosen: DonationFilter, zone: str) -> _Lead:
    return _Lead(_listed(chosen, spans(chosen, zone, _at_the_end(_POSITION), _RANK)), _RANK, _RANK)


def _by_amounts(chosen: DonationFilter, zone: str) -> _Lead:
    return _Lead(_by_amount(chosen, zone).rows, None, None)


def _by_search(chosen: DonationFilter, zone: str) -> _Lead:
    row = SEARCH.c.rowid
    requested = text("donation_search MATCH :question").bindparams(question=question(chosen.words, marks_of(chosen)))
    within: list[Any] = [requested, *spans(chosen, zone, row, _at_the_end(_RANK))]
    rows = select().select_from(SEARCH.join(ListedDonation, row == _POSITION)).where(*within, *columns(chosen))
    bare = select(row.label("position")).where(*within) if span_of_ranks(chosen) is None else None
    return _Lead(rows, row, _POSITION, bare)


def _by_ranking(chosen: DonationFilter, zone: str) -> _Lead:
    row = RANKING.c.rowid
    requested = text("donation_ranking MATCH :question").bindparams(question=question([], marks_of(chosen)))
    rows = select().select_from(RANKING.join(ListedDonation, row == _RANK)).where(requested, *contains(chosen))
    return _Lead(rows.where(*columns(chosen), *spans(chosen, zone, _at_the_end(_POSITION), row)), row, _RANK)


_LEADS = {
    AccessPath.TIME: _by_time,
    AccessPath.AMOUNT: _by_amount,
    AccessPath.SEARCH: _by_search,
    AccessPath.RANKING: _by_ranking,
    AccessPath.AMOUNTS: _by_amounts,
}


_NUMBER = re.compile(r"[^\s/]{1,30}/[0-9]{4}/[0-9]{6,9}", re.ASCII)  # as `issue_receipt` writes it
_MOST = 2


def donation_of_receipt(typed: str) -> str | None:
    """The reference of the one donation whose receipt has this number, however it was typed."""
    number = typed.strip()
    if not _NUMBER.fullmatch(number):
        return None
    requested = select(Donation.reference).join(ReceiptDonation, ReceiptDonation.donation_id == Donation.id)
    requested = requested.join(Receipt, Receipt.id == ReceiptDonation.receipt_id).where(
        Receipt.number.in_({number, number.upper()})
    )
    found = session.scalars(requested.limit(_MOST)).all()
    return found[0] if len(found) == 1 else None
