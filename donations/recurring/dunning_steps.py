"""What is done about a collection that failed, and when: one table, for the service, its letters and the simulator.

Soft refusals are left alone for a day: many mend by themselves, and nobody needs a letter about that. Where only the
supporter can mend it, they hear of it at once. Each plan ends on the same day, a week or more after the last notice.

One thing is done at a time. What is late (the worker was away) keeps its distance from what follows: letters do not
pile up, of several the last one due is sent (only the first is never left out), tries become one, and nothing ends
sooner after its last notice than it would have in time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from donations.recurring.decline_families import Family


class Act(StrEnum):
    """What a step does; those of letters are the kind of the letter."""

    RETRY = "retry"
    FIRST_LETTER = "collection_failed"
    REMINDER = "collection_reminder"
    LAST_NOTICE = "collection_last_notice"
    END = "end"


LETTERS = (Act.FIRST_LETTER, Act.REMINDER, Act.LAST_NOTICE)


@dataclass(frozen=True, slots=True)
class Step:
    """So many days after the first failure."""

    day: int
    act: Act


_BY_THE_SUPPORTER = (Step(0, Act.FIRST_LETTER), Step(5, Act.REMINDER), Step(12, Act.LAST_NOTICE), Step(21, Act.END))
STEPS: dict[Family, tuple[Step, ...]] = {
    Family.RETRY: (
        Step(1, Act.RETRY),
        Step(2, Act.FIRST_LETTER),
        Step(5, Act.RETRY),
        Step(8, Act.REMINDER),
        Step(11, Act.RETRY),
        Step(14, Act.LAST_NOTICE),
        Step(18, Act.RETRY),
        Step(21, Act.END),
    ),
    Family.NEW_CARD: _BY_THE_SUPPORTER,
    Family.CONFIRM: _BY_THE_SUPPORTER,
    Family.STOP: (Step(0, Act.END),),
}
_DAY = timedelta(days=1)
_IN_TIME = timedelta(hours=1)  # later than this is late


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the story of a failure is: `step` of its family's steps are done, the next is due at `due_at`."""

    family: Family
    step: int
    due_at: datetime

    @property
    def origin(self) -> datetime:
        """The moment its days are counted from."""
        return self.due_at - self._next.day * _DAY

    @property
    def _next(self) -> Step:
        return STEPS[self.family][self.step]

    def ahead(self) -> Iterator[tuple[datetime, Act]]:
        """All that is still to be done, and when, if nothing mends it."""
        for step in STEPS[self.family][self.step :]:
            yield self.origin + step.day * _DAY, step.act


def last_letter(family: Family, step: int) -> Act | None:
    """The letter that had been written when so many steps were done."""
    return next((done.act for done in reversed(STEPS[family][:step]) if done.act in LETTERS), None)


def begin(family: Family, began_at: datetime) -> Progress:
    """At the first failure."""
    return Progress(family, 0, began_at + STEPS[family][0].day * _DAY)


def next_act(progress: Progress, now: datetime) -> tuple[Act, Progress] | None:
    """What is to be done now, and how far it is then; None before it is due. An end stays where it is."""
    steps = STEPS[progress.family]
    reached = [n for n in range(progress.step, len(steps)) if progress.origin + steps[n].day * _DAY <= now]
    if not reached:
        return None
    done = _chosen(steps, reached)
    if steps[done].act == Act.END:
        return Act.END, progress
    origin = progress.origin
    if now - (origin + steps[done].day * _DAY) > _IN_TIME:
        origin = now - steps[done].day * _DAY
    following = _following(steps, reached, done)
    return steps[done].act, Progress(progress.family, following, origin + steps[following].day * _DAY)


def change_family(progress: Progress, family: Family, now: datetime) -> Progress:
    """The bank says something else by now. No letter is written again; one that asks for another act comes soon."""
    if family == progress.family:
        return progress
    steps, done = STEPS[family], STEPS[progress.family][: progress.step]
    acts, last_day = {step.act for step in done}, max((step.day for step in done), default=-1)
    left = (
        n for n, step in enumerate(steps) if (step.day > last_day if step.act == Act.RETRY else step.act not in acts)
    )
    n = next(left)  # there is one: an end is never done
    soonest = now if steps[n].act in LETTERS or family == Family.STOP else now + _DAY
    return Progress(family, n, max(progress.origin + steps[n].day * _DAY, soonest))


def _chosen(steps: tuple[Step, ...], reached: list[int]) -> int:
    """Of the steps that are due: a try before the letter, else that letter; the end only alone."""
    letter = _letter_among(steps, reached)
    tries = [n for n in reached if steps[n].act == Act.RETRY and (letter is None or n < letter)]
    if tries:
        return tries[-1]
    return reached[-1] if letter is None else letter


def _following(steps: tuple[Step, ...], reached: list[int], done: int) -> int:
    """After a late try comes the letter that was due with it; those before that one are left out."""
    later = _letter_among(steps, [n for n in reached if n > done]) if steps[done].act == Act.RETRY else None
    return done + 1 if later is None else later


def _letter_among(steps: tuple[Step, ...], due: list[int]) -> int | None:
    """The last one, unless the supporter has not heard of it at all."""
    letters = [n for n in due if steps[n].act in LETTERS]
    if not letters:
        return None
    return letters[0] if steps[letters[0]].act == Act.FIRST_LETTER else letters[-1]
