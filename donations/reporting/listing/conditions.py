"""A filter as comparisons of columns."""

from typing import Any

from sqlalchemy import ColumnElement, func, literal

from donations.reporting.listing import positions, terms
from donations.reporting.listing.filters import DonationFilter
from donations.reporting.listing.models import ListedDonation

# Said by its mark alone: nothing else is added up or shown of it.
_IS_REGULAR = func.instr(literal(" ") + ListedDonation.marks + literal(" "), f" {terms.REGULAR} ") > 0
_SAME = ("status", "fund_id", "campaign_id", "placement", "currency", "method")


def columns(wanted: DonationFilter) -> list[ColumnElement[bool]]:
    """Each filter but for days: marks lead to the rows, these decide."""
    chosen = [getattr(ListedDonation, name) == getattr(wanted, name) for name in _SAME if getattr(wanted, name)]
    flags = [
        (ListedDonation.is_held.is_(True), wanted.is_held),
        (ListedDonation.has_message.is_(True), wanted.has_message),
        (ListedDonation.is_disputed.is_(True), wanted.is_disputed),
        (ListedDonation.refunded_minor > 0, wanted.is_refunded),
        (_IS_REGULAR, wanted.is_regular),
    ]
    return chosen + [condition for condition, is_set in flags if is_set] + amounts(wanted)


def amounts(wanted: DonationFilter) -> list[ColumnElement[bool]]:
    """What ranks say already, except of amounts so large that many share one."""
    chosen = []
    if wanted.least is not None:
        chosen.append(ListedDonation.size >= wanted.least)
    if wanted.most is not None:
        chosen.append(ListedDonation.size <= wanted.most)
    return chosen


def coarse_amounts(wanted: DonationFilter) -> list[ColumnElement[bool]]:
    """Only what ranks leave open."""
    is_open = any(size is not None and not positions.is_exact(size) for size in (wanted.least, wanted.most))
    return amounts(wanted) if is_open else []


def spans(wanted: DonationFilter, zone: str, position: Any, rank: Any) -> list[ColumnElement[bool]]:
    """Days as a span of positions, amounts as a span of ranks."""
    found = []
    if wanted.since:
        found.append(position >= positions.start_of(wanted.since, zone))
    if wanted.until:
        found.append(position < positions.end_of(wanted.until, zone))
    if ranks := span_of_ranks(wanted):
        found.append(rank.between(*ranks))
    return found


def span_of_ranks(wanted: DonationFilter) -> tuple[int, int] | None:
    """The ranks of the amounts asked for; None when any amount will do."""
    if wanted.least is None and wanted.most is None:
        return None
    most = positions.LAST_RANK if wanted.most is None else positions.last_rank(wanted.most)
    return positions.first_rank(wanted.least or 0), most
