"""The chart of the last months, one currency at a time, as `components/staff/chart.html` takes it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from babel.dates import format_date
from flask import url_for
from flask_babel import gettext

from donations.core.money import Money, locale_of
from donations.reporting.figures import Days
from donations.reporting.running_periods import RunningPeriod, Span
from donations.web.language import current_language
from donations.web.staff.home_figures import rows_url
from donations.web.staff.line_chart import line_chart

MONTHS = 13
_DECEMBER = 12  # beside January there is no room for another year


def chart_of(
    days: Days, months: Sequence[RunningPeriod], currencies: Sequence[str], wanted: str
) -> dict[str, Any] | None:
    """For the currency asked for, else the first; None when nothing came at all."""
    if not currencies:
        return None
    currency = wanted if wanted in currencies else currencies[0]
    now, before = ([_received(days, span, currency) for span in spans] for spans in _spans(months))
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


def _spans(months: Sequence[RunningPeriod]) -> tuple[list[Span], list[Span]]:
    return [month.now for month in months], [month.before for month in months]


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
