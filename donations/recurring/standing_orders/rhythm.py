"""The rhythm of donations that came: what looks like a standing order of somebody's bank. Days alone, no money.

The rule. Donations of one supporter, currency and amount are a standing order when

* they came on dates counted from one of the newest of them, each at most five days off: banks are early or late
  around holidays. A date on a weekend is paid on Monday; month ends go 31 January, 28 February, 31 March. Of two
  donations near one date the nearer one belongs to it, the other is a donation by itself;
* three dates in a row were paid, of a yearly one two; before and after, one date between two may have been missed;
* fewer than those donations came beside them, else they are many donations and no rhythm;
* it goes on: of the last two dates one was paid.

Days are those of the books, where the foundation is: hours, and clocks that change, mean nothing here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from donations.recurring.calendar import MONTHS, next_date
from donations.recurring.states import Interval

FEW_DAYS = 5
_IN_A_ROW: dict[Interval, int] = {Interval.MONTHLY: 3, Interval.QUARTERLY: 3, Interval.YEARLY: 2}
_YEAR = 12
_SATURDAY, _WEEK = 5, 7
_ANCHORS = 8  # donations whose dates are tried: some of them are on time, and in a month of 31 days


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Dates counted from `anchor`, and which of the days that were looked at belongs to each, oldest first."""

    interval: Interval
    anchor: date
    places: Mapping[date, int]  # by date: the place among the days
    lapses_on: date  # from then on it does not go on any more, unless another donation comes

    @property
    def first_on(self) -> date:
        """Its first date."""
        return next(iter(self.places))


def off(date_of_plan: date, day: date) -> int:
    """How many days apart; a date on a weekend and its Monday are not."""
    weekday = date_of_plan.weekday()
    monday = date_of_plan + timedelta(days=_WEEK - weekday if weekday >= _SATURDAY else 0)
    return min(abs((day - date_of_plan).days), abs((day - monday).days))


def dates_near(anchor: date, interval: Interval, day: date) -> list[tuple[int, date]]:
    """The dates at most a few days from `day`, nearest first; with their numbers, counted from `anchor`."""
    passed = ((day.year - anchor.year) * _YEAR + day.month - anchor.month) // MONTHS[interval]
    around = ((n, next_date(anchor, interval, n)) for n in range(passed - 1, passed + 2))
    return sorted((each for each in around if off(each[1], day) <= FEW_DAYS), key=lambda each: off(each[1], day))


def places_by_date(days: Sequence[date], anchor: date, interval: Interval) -> dict[int, int]:
    """By the number of each date that was paid: the place of its donation. `days` is sorted; so is what comes back."""
    places: dict[int, int] = {}
    for place, day in enumerate(days):
        for n, due in dates_near(anchor, interval, day)[:1]:
            if n not in places or off(due, day) < off(due, days[places[n]]):
                places[n] = place
    return dict(sorted(places.items()))


def find_rhythm(days: Sequence[date]) -> Rhythm | None:
    """The standing order these days look like; the oldest comes first. It may have lapsed."""
    for interval in Interval:
        fits = [fit for anchor in _anchors(days, interval) if (fit := _fit(days, anchor, interval))]
        if fits:
            return max(
                fits,
                key=lambda fit: (len(fit.places), -sum((off(due, days[place]) for due, place in fit.places.items()))),
            )
    return None


def _anchors(days: Sequence[date], interval: Interval) -> list[date]:
    """Of the newest donations those that count different dates: of a monthly one the days of the month."""
    newest = days[-_ANCHORS:]
    return [*{(day.year * _YEAR + day.month) % MONTHS[interval] * 100 + day.day: day for day in newest}.values()]


def _fit(days: Sequence[date], anchor: date, interval: Interval) -> Rhythm | None:
    places = places_by_date(days, anchor, interval)
    chain = _newest_chain([*places])
    if not _has_row(chain, _IN_A_ROW[interval]):
        return None
    if len(days) - places[chain[0]] >= 2 * len(chain):
        return None
    lapses_on = next_date(anchor, interval, chain[-1] + 2) + timedelta(days=FEW_DAYS + 1)
    return Rhythm(interval, anchor, {next_date(anchor, interval, n): places[n] for n in chain}, lapses_on)


def _newest_chain(numbers: Sequence[int]) -> list[int]:
    """Up to the newest date, back to where two or more in a row were missed."""
    chain = [*numbers[-1:]]
    for n in reversed(numbers[:-1]):
        if chain[0] - n > 2:  # noqa: PLR2004 - the one before, or the one before that
            break
        chain.insert(0, n)
    return chain


def _has_row(chain: Sequence[int], length: int) -> bool:
    there = set(chain)
    return any(there.issuperset(range(n, n + length)) for n in chain)
