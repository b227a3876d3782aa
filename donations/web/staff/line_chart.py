"""Where the points of a chart stand: months from left to right, one line against that of the year before."""

from collections.abc import Sequence
from dataclasses import dataclass

from babel.numbers import format_compact_decimal

from donations.core.money import Money, locale_of

WIDTH = 100  # of the drawing's own units; the page stretches it
TOP, BOTTOM = 30, 210  # pixels: room above for the highest figure, below for the months
_APART = 18  # pixels between the names at the ends of the two lines
_STEPS = (1, 2, 5, 10)


@dataclass(frozen=True, slots=True)
class Point:
    """Place of one figure: `x` in hundredths of the width, `y` in pixels from the top."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Gridline:
    """A round figure, and how high it stands."""

    y: float
    text: str


@dataclass(frozen=True, slots=True)
class LineChart:
    """Everything a template needs to draw the two lines without reckoning."""

    now: list[Point]
    before: list[Point]
    peak: int  # the place of the highest figure of this line
    gridlines: list[Gridline]
    name_at: float  # how high the name of this line stands
    name_before_at: float


def line_chart(now: Sequence[Money], before: Sequence[Money], language: str) -> LineChart:
    """Both lines, of one currency and equally long, oldest first; the last month is the one under way."""
    highest = max((money.minor for money in (*now, *before)), default=0)
    step = _round_step(highest)
    top = max(-(-highest // step), 1) * step
    line, line_before = _points(now, top), _points(before, top)
    name_at, name_before_at = _apart(line[-1].y, line_before[-1].y)
    return LineChart(
        now=line,
        before=line_before,
        peak=max(range(len(now)), key=lambda place: now[place].minor),
        gridlines=[
            Gridline(_height(value, top), _short(Money(value, now[0].currency), language))
            for value in range(0, top + 1, step)
        ],
        name_at=name_at,
        name_before_at=name_before_at,
    )


def _points(figures: Sequence[Money], top: int) -> list[Point]:
    slot = WIDTH / len(figures)
    return [Point(round((place + 0.5) * slot, 2), _height(money.minor, top)) for place, money in enumerate(figures)]


def _height(value: int, top: int) -> float:
    return round(BOTTOM - (BOTTOM - TOP) * value / top, 1)


def _round_step(highest: int) -> int:
    """1, 2 or 5 times a power of ten, so that two to five lines reach the top."""
    power: int = 10 ** max(len(str(highest // 4)) - 1, 0)
    return next(factor * power for factor in _STEPS if factor * power * 4 >= highest)


def _apart(y: float, y_before: float) -> tuple[float, float]:
    """The two names never lie on one another."""
    push = max(_APART - abs(y - y_before), 0) / 2
    sign = -1 if y <= y_before else 1
    return round(y + sign * push, 1), round(y_before - sign * push, 1)


def _short(amount: Money, language: str) -> str:
    """`20K`, `20 tys.`: enough for a gridline; the title names the currency."""
    return str(format_compact_decimal(amount.as_decimal(), locale=locale_of(language), fraction_digits=1))
