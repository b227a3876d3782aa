"""What a supporter will receive, day by day, if their card fails: by the same table and functions as it is done.

It writes nothing. Banks renewing cards and the provider's own tries are left out.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from donations.core import clock
from donations.organisation.queries import the_organisation
from donations.recurring.calendar import dates_from
from donations.recurring.changes.change_request import today
from donations.recurring.decline_families import Family
from donations.recurring.dunning.take_step import progress_of
from donations.recurring.dunning_steps import Act, Progress, begin, next_act
from donations.recurring.letters.write_plan_letter import (
    CARD_EXPIRING,
    PLAN_CHANGED,
    PLAN_ENDED,
    YEARLY_NOTICE,
    card_subject,
    is_written,
    yearly_subject,
)
from donations.recurring.models import RecurringPlan
from donations.recurring.plan.outlook import Course, course_of
from donations.recurring.queries import failing_instalment, failure_of

THANK_YOU = "thank_you"
_MORNING, _DAY = time(10), timedelta(days=1)


class What(StrEnum):
    """One thing that happens."""

    COLLECTED = "collected"
    FAILS = "collection fails"
    RETRY = "retry"
    LETTER = "letter"
    ENDS = "plan ends"


@dataclass(frozen=True, slots=True)
class Happening:
    """On that day; of a letter, its kind."""

    on: date
    what: What
    letter: str | None = None


@dataclass(frozen=True, slots=True)
class CardFails:
    """From that day on each collection is refused like this, until somebody mends it."""

    on: date
    family: Family
    mended_on: date | None = None


@dataclass(slots=True)
class Future:
    """A plan on the days to come: with the story of a failure that goes on, and the reminders that were written."""

    course: Course
    progress: Progress | None = None
    update: set[tuple[str, date | None]] = field(default_factory=set)
    happened: list[Happening] = field(default_factory=list)
    waiting: int = 0  # instalments that could not be collected
    is_over: bool = False

    def live(self, day: date, fails: CardFails | None) -> None:
        """All that happens on one day."""
        self.waiting = max(self.waiting, self.progress is not None)
        self._remind(day)
        is_failing = fails is not None and fails.on <= day and not (fails.mended_on and fails.mended_on <= day)
        if fails and fails.mended_on == day:
            self._restore(day, fails.family)
        if day == next(self.course.collections(), None):
            self._collect(day, fails.family if fails and is_failing else None)
        self._pursue(day)

    def _remind(self, day: date) -> None:
        coming = next(self.course.collections(), None)
        if self.waiting or coming is None:
            return
        if self.course.card_notice_on(day):
            self._write_once(day, CARD_EXPIRING, self.course.card_until)
        if self.course.yearly_notice_on(day):
            self._write_once(day, YEARLY_NOTICE, coming)

    def _collect(self, day: date, refused: Family | None) -> None:
        following = next(dates_from(self.course.anchor_on, self.course.interval, day + _DAY))
        self.course = replace(self.course, next_on=following)
        if refused is None:
            self._settle(day)
            return
        self._add(day, What.FAILS)
        self.waiting += 1
        self.progress = self.progress or begin(refused, _at(day))

    def _settle(self, day: date) -> None:
        self._add(day, What.COLLECTED)
        self._add(day, What.LETTER, THANK_YOU)
        if self.course.left is not None:
            self.course = replace(self.course, left=self.course.left - 1)
            if self.course.left == 0:
                self._end(day)

    def _restore(self, day: date, family: Family) -> None:
        """By another card; where the bank wants the supporter's word, by that."""
        self.progress = None
        if family != Family.CONFIRM:
            self._add(day, What.LETTER, PLAN_CHANGED)
        while self.waiting and not self.is_over:
            self.waiting -= 1
            self._settle(day)

    def _pursue(self, day: date) -> None:
        while self.progress and (found := next_act(self.progress, _at(day))):
            act, self.progress = found
            if act == Act.END:
                self._end(day)
            elif act == Act.RETRY:
                self._add(day, What.RETRY)
            else:
                self._add(day, What.LETTER, act)

    def _end(self, day: date) -> None:
        self.is_over, self.progress = True, None
        self._add(day, What.ENDS)
        self._add(day, What.LETTER, PLAN_ENDED)

    def _write_once(self, day: date, letter: str, about: date | None) -> None:
        if (letter, about) not in self.update:
            self.update.add((letter, about))
            self._add(day, What.LETTER, letter)

    def _add(self, day: date, what: What, letter: str | None = None) -> None:
        self.happened.append(Happening(day, what, str(letter) if letter else None))


def simulate_plan(
    plan: RecurringPlan, since: date, until: date, fails: CardFails | None = None
) -> tuple[Happening, ...]:
    """From the first to the last day, both included, beginning with the plan as it is today."""
    failing = failing_instalment(plan.id)
    failure = failure_of(failing.id) if failing else None
    progress = progress_of(failure) if failure else None
    if progress:  # its moment as a day where the foundation is
        progress = replace(progress, due_at=_at(clock.local_date(progress.due_at, the_organisation().zone)))
    span = min(since, today()), until
    happened = simulate(Future(course_of(plan), progress, _reported_already(plan)), span, fails)
    return tuple(each for each in happened if each.on >= since)


def simulate(future: Future, span: tuple[date, date], fails: CardFails | None = None) -> tuple[Happening, ...]:
    """Day by day, as the worker would."""
    day, last = span
    while day <= last and not future.is_over:
        future.live(day, fails)
        day += _DAY
    return tuple(future.happened)


def _at(day: date) -> datetime:
    return datetime.combine(day, _MORNING, UTC)


def _reported_already(plan: RecurringPlan) -> set[tuple[str, date | None]]:
    """Reminders that were written: what each is about, as the future knows it."""
    update: set[tuple[str, date | None]] = set()
    if plan.card and is_written(CARD_EXPIRING, card_subject(plan)):
        update.add((CARD_EXPIRING, course_of(plan).card_until))
    if plan.next_on and is_written(YEARLY_NOTICE, yearly_subject(plan)):
        update.add((YEARLY_NOTICE, plan.next_on))
    return update
