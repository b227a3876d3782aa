"""A made-up recurring plan: how it began, what came of each of its dates, what was changed, how it ended."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from donations.core.money import Money
from donations.recurring.calendar import dates_from, next_date
from donations.recurring.decline_families import Family, family_of
from donations.recurring.dunning_steps import STEPS, Step
from donations.recurring.reasons import ChangeKind, EndReason, RecoveredBy, RequestedBy
from donations.recurring.states import InstalmentStatus, Interval, PlanKind, PlanStatus

DRAFT = timedelta(hours=1)  # the provider collects so long after a period has begun
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class MadeUpCard:
    """What a card plan is collected from."""

    brand: str
    last4: str
    exp_year: int
    exp_month: int


@dataclass(frozen=True, slots=True)
class MadeUpFailure:
    """A collection that failed; mended or lost, or still open."""

    began_at: datetime
    code: str
    mended_at: datetime | None = None
    mended_by: RecoveredBy | None = None
    lost_at: datetime | None = None

    @property
    def family(self) -> Family:
        return family_of(self.code)

    def due_at(self, step: Step) -> datetime:
        """When that one is taken."""
        return self.began_at + step.day * _DAY

    def steps_until(self, at: datetime) -> list[tuple[datetime, Step]]:
        """What was done about it by then."""
        steps = ((self.due_at(step), step) for step in STEPS[self.family])
        return [(due, step) for due, step in steps if due <= min(self.mended_at or self.lost_at or at, at)]


@dataclass(frozen=True, slots=True)
class MadeUpInstalment:
    """One date of a plan. `at`: when its money came, or its period began."""

    at: datetime
    start: date
    end: date
    amount: Money
    covered_costs: int
    status: InstalmentStatus = InstalmentStatus.SETTLED
    failure: MadeUpFailure | None = None


@dataclass(frozen=True, slots=True)
class MadeUpChange:
    """What somebody wanted, and got a moment later."""

    kind: ChangeKind
    chosen: dict[str, Any]
    was: dict[str, Any]
    asked_at: datetime
    asked_by: RequestedBy = RequestedBy.SUPPORTER
    reason: str = ""


@dataclass(frozen=True, slots=True)
class MadeUpMove:
    """A row of the plan's history; `change`: which of its changes brought it about."""

    became: PlanStatus
    reason: str
    at: datetime
    change: int | None = None


@dataclass(slots=True)
class MadeUpPlan:
    """All of it, known when it begins: rows are made of this."""

    kind: PlanKind
    interval: Interval
    amount: Money  # as it is now
    covered_costs: int
    started_at: datetime
    started_on: date
    next_on: date | None
    card: MadeUpCard | None = None
    instalments_planned: int | None = None
    ended_at: datetime | None = None
    end_reason: EndReason | None = None
    paused_until: date | None = None
    instalments: list[MadeUpInstalment] = field(default_factory=list)
    changes: list[MadeUpChange] = field(default_factory=list)
    moves: list[MadeUpMove] = field(default_factory=list)
    id: str = ""  # once its rows are written

    @property
    def status(self) -> PlanStatus:
        return self.moves[-1].became

    def settled(self) -> list[MadeUpInstalment]:
        """Those that are donations, in their order."""
        return [each for each in self.instalments if each.status == InstalmentStatus.SETTLED]

    def period(self, number: int) -> tuple[date, date]:
        """The days between which that one falls, counted from nought."""
        return (
            next_date(self.started_on, self.interval, number),
            next_date(self.started_on, self.interval, number + 1),
        )

    def begins_at(self, day: date) -> datetime:
        """When the period begins at the provider, which counts from the moment of the first."""
        return self.started_at.replace(year=day.year, month=day.month, day=day.day)

    def date_from(self, day: date) -> date:
        """The first of its dates that is not before `day`."""
        return next(dates_from(self.started_on, self.interval, day))


@dataclass(frozen=True, slots=True)
class Part:
    """Of which plan a donation is an instalment."""

    plan: MadeUpPlan
    instalment: MadeUpInstalment
    is_first: bool
