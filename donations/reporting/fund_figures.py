"""What each fund and each campaign has received since the beginning, from the figures of days."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute

from donations.core.database import session
from donations.core.money import Money
from donations.giving.states import DonationStatus
from donations.reporting.currency_order import in_currency_order
from donations.reporting.figures import Figure
from donations.reporting.listing.models import DayFigure

Figures = Mapping[UUID, Sequence[Figure]]


def figures_by_fund() -> Figures:
    """Per fund one figure for each currency, the most gifts first; a fund without settled gifts is missing.

    A gift divided among several funds counts for none of them here, as in the list.
    """
    return _by(DayFigure.fund_id)


def figures_by_campaign() -> Figures:
    """The same per campaign."""
    return _by(DayFigure.campaign_id)


def funds_with_gifts() -> set[UUID]:
    """Those a gift was ever begun for, whatever became of it."""
    return _begun(DayFigure.fund_id)


def campaigns_with_gifts() -> set[UUID]:
    """Those a gift was ever begun from, whatever became of it."""
    return _begun(DayFigure.campaign_id)


def _by(column: InstrumentedAttribute[UUID]) -> Figures:
    sums = (func.sum(DayFigure.gifts), func.sum(DayFigure.amount_minor), func.sum(DayFigure.refunded_minor))
    rows = select(column, DayFigure.currency, *sums).where(DayFigure.status == DonationStatus.SETTLED)
    found: dict[UUID, list[Figure]] = defaultdict(list)
    for key, currency, gifts, amount, refunded in session.execute(rows.group_by(column, DayFigure.currency)):
        if gifts:
            found[key].append(Figure(int(gifts), Money(int(amount), currency), Money(int(refunded), currency)))
    return {key: in_currency_order(figures) for key, figures in found.items()}


def _begun(column: InstrumentedAttribute[UUID]) -> set[UUID]:
    return set(session.scalars(select(column).where(DayFigure.gifts != 0).distinct()))
