"""What lies ahead of a plan by its own dates: of what it will be collected, and what is told before."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from donations.recurring.calendar import dates_from, next_date
from donations.recurring.models import RecurringPlan
from donations.recurring.queries import count_settled
from donations.recurring.states import Interval, PlanKind

YEARLY_NOTICE_DAYS = 7
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Course:
    """Everything its future follows from, as long as nobody changes anything."""

    interval: Interval
    anchor_on: date
    next_on: date | None  # None: nothing is collected any more
    left: int | None = None  # so many instalments are still to come; None: without end
    ends_on: date | None = None
    card_until: date | None = None  # the last day its card is valid; None: not known, or no card

    def collections(self) -> Iterator[date]:
        """The days on which money will be asked for."""
        if self.next_on is None:
            return
        for day in islice(dates_from(self.anchor_on, self.interval, self.next_on), self.left):
            if self.ends_on and day >= self.ends_on:
                return
            yield day

    def outlives_its_card(self) -> bool:
        """Whether something will be collected after the card has expired."""
        return self.card_until is not None and any(day > self.card_until for day in _until(self, self.card_until))

    def card_is_told_on(self, day: date) -> bool:
        """In the month before its last one, and in that one, if it was not told by then."""
        if self.card_until is None or not self.outlives_its_card():
            return False
        last_month = self.card_until.replace(day=1)
        return next_date(last_month, Interval.MONTHLY, -1) <= day <= self.card_until

    def yearly_is_told_on(self, day: date) -> bool:
        """A week before, and on each day until it is collected, if it was not told by then."""
        coming = next(self.collections(), None)
        if self.interval != Interval.YEARLY or coming is None:
            return False
        return coming - YEARLY_NOTICE_DAYS * _DAY <= day < coming


def course_of(plan: RecurringPlan) -> Course:
    """As it is known now."""
    card = plan.card if plan.kind == PlanKind.CARD else None
    left = plan.instalments_planned - count_settled(plan.id) if plan.instalments_planned else None
    return Course(
        interval=Interval(plan.interval),
        anchor_on=plan.anchor_on,
        next_on=plan.next_on,
        left=left,
        ends_on=plan.ends_on,
        card_until=last_day_of(card.exp_year, card.exp_month) if card and card.exp_year and card.exp_month else None,
    )


def last_day_of(year: int, month: int) -> date:
    """A card is valid until the end of the month printed on it."""
    return next_date(date(year, month, 1), Interval.MONTHLY, 1) - _DAY


def _until(course: Course, day: date) -> Iterator[date]:
    """The collections up to the first one after `day`."""
    for each in course.collections():
        yield each
        if each > day:
            return
