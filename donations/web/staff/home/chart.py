"""Where the points of a chart stand: months from left to right, one line against that of the year before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.dates import format_date
from babel.numbers import format_compact_decimal
from flask import url_for
from flask_babel import gettext

from donations.core.money import Money, locale_of
from donations.reporting.figures.figures import Days
from donations.reporting.figures.periods import RunningPeriod, Span
from donations.web.language import current_language
from donations.web.staff.home.figures import rows_url

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


MONTHS = 13
_DECEMBER = 12  # beside January there is no room for another year


def chart_of(
    days: Days, months: Sequence[RunningPeriod], currencies: Sequence[str], chosen: str
) -> dict[str, Any] | None:
    """For the currency asked for, else the first; None when nothing came at all."""
    if not currencies:
        return None
    currency = chosen if chosen in currencies else currencies[0]
    now, before = (
        [_received(days, span, currency) for span in spans]
        for spans in ([month.now for month in months], [month.before for month in months])
    )
    return {
        "title": gettext("Received month by month, %(currency)s", currency=currency),
        "drawing": line_chart(now, before, current_language()),
        "months": [
            {
                **_names(month.now.since, is_first=month is months[0], is_running=month is months[-1]),
                "now": amount,
                "before": amount_before,
                "url": rows_url(currency, month.now),
                "before_url": rows_url(currency, month.before),
            }
            for month, amount, amount_before in zip(months, now, before, strict=True)
        ],
        "tabs": [
            {
                "label": code,
                "url": url_for("staff.home", currency=code, _anchor="months"),
                "is_current": code == currency,
            }
            for code in currencies
        ],
    }


def _received(days: Days, span: Span, currency: str) -> Money:
    figure = days.between(span.since, span.until).get(currency)
    return figure.amount if figure else Money(0, currency)


def _names(first: date, *, is_first: bool, is_running: bool) -> dict[str, str]:
    locale = locale_of(current_language())
    label = format_date(first, "LLLL y", locale=locale)
    return {
        "label": gettext("%(month)s so far", month=label) if is_running else label,
        "short": format_date(first, "LLL", locale=locale),
        "year": str(first.year) if first.month == 1 or (is_first and first.month != _DECEMBER) else "",
    }
