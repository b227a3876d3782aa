"""A supporter's own donations, for My giving: pages of them, and what they add up to each year.

A donation still on its way has no supporter yet: it is theirs who reads mail at its address.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, extract, func, or_, select, tuple_
from sqlalchemy.orm import defer, joinedload

from donations.core.database import session
from donations.core.errors import NotFound
from donations.core.ids import tidy_reference
from donations.core.money import Money
from donations.giving.models import Allocation, Donation
from donations.giving.states import DonationStatus
from donations.receipts.models import Receipt, ReceiptClaim
from donations.search.models import ListedDonation
from donations.supporters.models import Supporter

_LONGEST_TYPED = 40


@dataclass(frozen=True, slots=True)
class MyDonation:
    """One donation, the day it came or was begun, what went back of it, and the receipt that stands for it."""

    donation: Donation
    day: date
    refunded: Money | None
    receipt: Receipt | None


@dataclass(frozen=True, slots=True)
class DonationPage:
    """Newest first; `older` and `newer` are the references that the pages beside this one begin after."""

    donations: Sequence[MyDonation]
    older: str | None = None
    newer: str | None = None


@dataclass(frozen=True, slots=True)
class YearTotal:
    """All donations of a year in one currency."""

    year: int
    donations: int
    given: Money
    refunded: Money


def donation_page(supporter: Supporter, *, after: str = "", before: str = "", rows: int) -> DonationPage:
    """The newest, or those `after` (older) or `before` (newer) the donation of that reference; raises `NotFound`."""
    statement, goes_back = _all_of(supporter), bool(before)
    if after or before:
        edge = _place(my_donation(supporter, after or before))
        statement = statement.where(edge < _KEY if goes_back else edge > _KEY)
    order = (_AT, Donation.id) if goes_back else (_AT.desc(), Donation.id.desc())
    found = session.execute(statement.order_by(*order).limit(rows + 1)).unique().all()
    has_more, found = len(found) > rows, found[:rows]
    donations = [_donation(*row) for row in (reversed(found) if goes_back else found)]
    if not donations:
        return DonationPage([])
    return DonationPage(
        donations,
        older=donations[-1].donation.reference if has_more or goes_back else None,
        newer=donations[0].donation.reference if (has_more if goes_back else bool(after)) else None,
    )


def my_donation(supporter: Supporter, reference: str) -> Donation:
    """One of theirs; raises `NotFound` for everybody else's, in the same words as for none."""
    chosen = select(Donation).where(Donation.reference == tidy_reference(reference[:_LONGEST_TYPED]))
    found = session.scalar(chosen.where(_is_of(supporter)))
    if found is None:
        raise NotFound("There is no gift with this reference.")
    return found


def totals_by_year(supporter_id: UUID) -> list[YearTotal]:
    """The newest year first; donations that count."""
    listed = ListedDonation
    year = extract("year", listed.day)
    added = select(
        year, listed.currency, func.count(), func.sum(listed.amount_minor), func.sum(listed.refunded_minor)
    ).join(Donation, Donation.id == listed.donation_id)
    counting = added.where(Donation.supporter_id == supporter_id, Donation.status == DonationStatus.SETTLED)
    rows = session.execute(counting.group_by(year, listed.currency).order_by(year.desc(), listed.currency))
    return [
        YearTotal(int(year), donations, Money(int(given), currency), Money(int(refunded), currency))
        for year, currency, donations, given, refunded in rows
    ]


_AT = func.coalesce(Donation.settled_at, Donation.started_at, type_=Donation.started_at.type)
_KEY = tuple_(_AT, Donation.id)


def _is_of(supporter: Supporter) -> ColumnElement[bool]:
    on_its_way = and_(
        Donation.supporter_id.is_(None),
        Donation.email_key == supporter.email_key,
        Donation.status == DonationStatus.PROCESSING,
    )
    return or_(Donation.supporter_id == supporter.id, on_its_way)


def _all_of(supporter: Supporter) -> Select[Donation, date, int, Receipt | None]:
    shares = joinedload(Donation.allocations).joinedload(Allocation.fund)
    return (
        select(Donation, ListedDonation.day, ListedDonation.refunded_minor, Receipt)
        .join(ListedDonation, ListedDonation.donation_id == Donation.id)
        .outerjoin(ReceiptClaim, ReceiptClaim.donation_id == Donation.id)
        .outerjoin(Receipt, Receipt.id == ReceiptClaim.receipt_id)
        .where(_is_of(supporter))
        .options(shares, defer(Receipt.snapshot))
    )


def _place(donation: Donation) -> ColumnElement[Any]:
    """As the database compares pairs."""
    types = (Donation.started_at.type, Donation.id.type)
    return tuple_(donation.settled_at or donation.started_at, donation.id, types=types)


def _donation(donation: Donation, day: date, refunded_minor: int, receipt: Receipt | None) -> MyDonation:
    refunded = Money(refunded_minor, donation.currency) if refunded_minor else None
    return MyDonation(donation, day, refunded, receipt)
