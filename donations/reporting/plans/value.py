"""What regular gifts are worth: by the year, which is exact; by the month it is a twelfth of the sum, rounded down.

Only sums are divided, once for each currency: three quarterly gifts of 1.00 are worth 1.00 a month, not 0.99.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, or_, select

from donations.core.database import session
from donations.core.money import Money
from donations.recurring.models import RecurringPlan
from donations.recurring.states import MOVES, Interval, PlanKind, PlanStatus

_GOING_ON = [status for status, moves in MOVES.items() if moves]
MONTHS_OF_A_YEAR = 12
TIMES_A_YEAR: dict[Interval, int] = {Interval.MONTHLY: 12, Interval.QUARTERLY: 4, Interval.YEARLY: 1}
# A plan of a card counts from its first money on; one that staff recorded, from then.
HAS_BEGUN = or_(RecurringPlan.kind == PlanKind.STANDING_ORDER, RecurringPlan.supporter_id.is_not(None))


@dataclass(frozen=True, slots=True)
class Standing:
    """The plans of one state and currency."""

    status: PlanStatus
    plans: int
    yearly: Money

    @property
    def monthly(self) -> Money:
        """What they bring in a month."""
        return monthly_of(self.yearly)


def standing() -> list[Standing]:
    """Of all plans that go on, whether they are active, past due or paused."""
    yearly = func.sum(per_year(RecurringPlan.amount_minor, RecurringPlan.interval))
    by = (RecurringPlan.status, RecurringPlan.currency)
    rows = select(*by, func.count(), yearly).where(*_going_on()).group_by(*by).order_by(*by)
    return [
        Standing(PlanStatus(status), int(plans), Money(int(minor), currency))
        for status, currency, plans, minor in session.execute(rows)
    ]


def plans_standing(status: PlanStatus, currency: str) -> list[UUID]:
    """The plans behind a figure, the newest first."""
    wanted = select(RecurringPlan.id).where(
        *_going_on(), RecurringPlan.status == status, RecurringPlan.currency == currency
    )
    return list(session.scalars(wanted.order_by(RecurringPlan.id.desc())))


def monthly_of(yearly: Money) -> Money:
    """A twelfth, rounded down; of what was lost as of what was won."""
    sign = -1 if yearly.minor < 0 else 1
    return Money(sign * (abs(yearly.minor) // MONTHS_OF_A_YEAR), yearly.currency)


def per_year(amount: Any, interval: Any) -> Any:
    """A sum of each time as one of a year."""
    return amount * case({each.value: times for each, times in TIMES_A_YEAR.items()}, value=interval)


def _going_on() -> tuple[ColumnElement[bool], ...]:
    """By state, not by the end: so an index holds all that is asked."""
    return RecurringPlan.status.in_(_GOING_ON), HAS_BEGUN
