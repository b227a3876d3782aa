"""Figures of running periods beside those of the year before, as `components/staff/figures.html` takes them."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from babel.dates import format_date, format_interval
from babel.numbers import format_percent
from flask import url_for
from flask_babel import format_decimal, gettext, ngettext

from donations.core.money import locale_of
from donations.giving.states import DonationStatus
from donations.reporting.figures.figures import Days, Figure, nothing
from donations.reporting.figures.periods import RunningPeriod, Span
from donations.reporting.plans.list import COLLECTED, collected_now
from donations.web.filters import money
from donations.web.language import current_language
from donations.web.staff.labels.donations import periods as period_words

_SIGNED = "+#,##0%;−#,##0%"
_MANIFOLD = 9  # beyond that, percentages say nothing to anybody


def cards(days: Days, periods: Sequence[RunningPeriod], currencies: Sequence[str]) -> list[dict[str, Any]]:
    """One for each period; in it a line for each currency in which something came, then or now."""
    words = period_words()
    return [
        {
            "label": words[period.name],
            "lines": _lines(days, period, currencies),
            "note": gettext("Last year: %(days)s", days=_span_words(period.before)),
        }
        for period in periods
    ]


def order_of(days: Days, year: RunningPeriod, months: Sequence[RunningPeriod]) -> list[str]:
    """Every currency of the page, the most donations of this year first: the same order everywhere."""
    this_year = days.between(year.now.since, year.now.until)
    ever = days.between(months[0].before.since, months[-1].now.until)
    return list(dict.fromkeys((*this_year, *ever)))


def rows_url(currency: str, span: Span, **more: Any) -> str:
    """The list of the very donations a figure counts; `more` narrows it."""
    return url_for(
        "staff.donations",
        status=DonationStatus.SETTLED.value,
        currency=currency,
        day_from=span.since.isoformat(),
        day_to=span.until.isoformat(),
        **more,
    )


def regular_lines() -> list[dict[str, Any]]:
    """What plans bring in a month, each currency with its rows."""
    return [
        {
            "amount": each.a_month,
            "count": ngettext(
                "%(number)s regular gift", "%(number)s regular gifts", each.plans, number=format_decimal(each.plans)
            ),
            "url": url_for("staff.plans", status=COLLECTED, currency=each.a_month.currency),
        }
        for each in collected_now()
    ]


def weekday(day: date) -> str:
    """`Sunday, 22 November 2026`, as a heading begins."""
    text = str(format_date(day, "full", locale=locale_of(current_language())))
    return text[:1].upper() + text[1:]


def _lines(days: Days, period: RunningPeriod, currencies: Sequence[str]) -> list[dict[str, Any]]:
    now, before = (days.between(span.since, span.until) for span in (period.now, period.before))
    return [
        {
            **_line(now.get(currency, nothing(currency)), before.get(currency, nothing(currency))),
            **_change(period, now.get(currency), before.get(currency)),
            "url": rows_url(currency, period.now),
            "back_url": rows_url(currency, period.now, refunded="1"),
            "before_url": rows_url(currency, period.before),
        }
        for currency in currencies
        if currency in now or currency in before
    ]


def _line(now: Figure, before: Figure) -> dict[str, Any]:
    donations = ngettext("%(number)s gift", "%(number)s gifts", now.donations, number=format_decimal(now.donations))
    back = gettext("paid back %(amount)s", amount=money(now.refunded)) if now.refunded else ""
    return {"amount": now.amount, "count": donations, "back": back, "before": before.amount}


def _change(period: RunningPeriod, now: Figure | None, before: Figure | None) -> dict[str, str]:
    """`+12%`, `×15`; a single day that is not over yet says nothing, nor do donations with nothing to be set beside."""
    if not before or period.now.since == period.now.until:
        return {}
    share = Decimal(now.amount.minor if now else 0) / before.amount.minor - 1
    if share >= _MANIFOLD:
        return {"change": f"×{format_decimal(round(share) + 1)}", "trend": "up"}
    if not round(share, 2):
        return {"change": gettext("as much as"), "trend": "same"}
    text = format_percent(share, _SIGNED, locale=locale_of(current_language()))
    return {"change": str(text), "trend": "up" if share > 0 else "down"}


def _span_words(span: Span) -> str:
    """`1–22 November 2025`."""
    return str(format_interval(span.since, span.until, "yMMMMd", locale=locale_of(current_language())))
