"""The address of the report of plans, read: which days, and of a figure which part."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import abort, request, url_for
from flask_babel import gettext, lazy_gettext, lazy_pgettext

from donations.recurring.changes.change_request import today
from donations.recurring.decline_families import Family
from donations.recurring.dunning_steps import LETTERS, Act
from donations.recurring.reasons import EndReason
from donations.reporting.plans.figures import OF_A_YEAR, PlanFigure, PlanRow, Span
from donations.search.filters import PERIODS
from donations.web.staff.labels.plans import CHANGES, KINDS
from donations.web.staff.plans.words import MENDED

USUAL = "month"
NO_LETTER = "none"
_LONGEST = 40
_EARLIEST, _LATEST = date(2000, 1, 1), date(2199, 12, 31)


@dataclass(slots=True)
class ReportQuery:
    """The days; `values` is what stands in each field; `problems` by the field's name."""

    span: Span
    values: dict[str, str] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)

    def url(self, endpoint: str = "staff.plan_report_page", **more: Any) -> str:
        """A page about the same days."""
        named: dict[str, Any] = {**self.values, **more}
        return url_for(endpoint, **{name: value for name, value in named.items() if value is not None})


@dataclass(frozen=True, slots=True)
class Part:
    """Of a figure that of one reason, currency, or last letter; all of it where nothing is said."""

    reason: str | None = None
    currency: str | None = None
    after: str | None = None

    def has(self, row: PlanRow) -> bool:
        """Reason and currency are asked for with the rows."""
        return self.after is None or self.after == after_code(row)


def after_code(row: PlanRow) -> str:
    """As the address has it."""
    return str(row.after_letter or NO_LETTER)


def read_report_query() -> ReportQuery:
    """Days written out win over the period's name; what cannot be is a problem, told beside its field."""
    names = ("period", "day_from", "day_to")
    given = {name: request.args.get(name, "").strip() for name in names}
    if given["day_from"] or given["day_to"]:
        given["period"] = ""  # its name would say something else
    query = ReportQuery(Span(*PERIODS[USUAL](today())), {name: value for name, value in given.items() if value})
    if given["day_from"] or given["day_to"]:
        first, last = (_day(query, name) for name in ("day_from", "day_to"))
        query.span = Span(first or _EARLIEST, last or today())
    elif given["period"] in PERIODS:
        query.span = Span(*PERIODS[given["period"]](today()))
    elif given["period"]:
        query.problems["period"] = gettext("“%(value)s” is not something to choose here.", value=given["period"][:40])
    return query


def read_part() -> Part:
    """Anything that is no word is a 400."""
    part = Part(*(_word(name) for name in ("reason", "currency", "after")))
    if part.after not in (None, NO_LETTER, *LETTERS):
        abort(400)
    return part


def read_page() -> int:
    """Which page of the rows, from 1 on."""
    typed = request.args.get("page", "1")
    if not (typed.isascii() and typed.isdigit() and 1 <= len(typed) <= 6 and int(typed)):  # noqa: PLR2004 - a million
        abort(400)
    return int(typed)


def _word(name: str) -> str | None:
    text = request.args.get(name, "")
    if len(text) > _LONGEST or not text.isprintable():
        abort(400)
    return text or None


def _day(query: ReportQuery, name: str) -> date | None:
    typed = query.values.get(name)
    if typed is None:
        return None
    with suppress(ValueError):
        found = date.fromisoformat(typed)
        if _EARLIEST <= found <= _LATEST:
            return found
    query.problems[name] = gettext("Please write the day like 2026-11-30.")
    return None


_ = lazy_gettext
_p = lazy_pgettext

FIGURES = {
    PlanFigure.NEW: _p("report", "Began"),
    PlanFigure.UPGRADED: _("Give more than before"),
    PlanFigure.DOWNGRADED: _("Give less than before"),
    PlanFigure.PAUSED: _("Were paused"),
    PlanFigure.FAILED: _("Could not be collected at first"),
    PlanFigure.RECOVERED: _("Recovered"),
    PlanFigure.LOST: _("Were given up"),
    PlanFigure.CANCELLED: _("Were cancelled"),
    PlanFigure.ENDED: _p("report", "Ended"),
}
FAMILIES = {
    Family.RETRY: _("the bank refused it for now"),
    Family.NEW_CARD: _("the card does not pay any more"),
    Family.CONFIRM: _("the bank wants the supporter to confirm it"),
    Family.STOP: _("the bank forbids another try"),
}
ENDS = {
    EndReason.SUPPORTER: _("by the supporter"),
    EndReason.STAFF: _("by us on the supporter’s behalf"),
    EndReason.PROVIDER: _("at the payment provider"),
    EndReason.COMPLETED: _("all that was agreed has come"),
    EndReason.UNPAID: _("could not be collected any more"),
    EndReason.NEVER_PAID: _("not even the first instalment was paid"),
}
AFTER = {
    Act.FIRST_LETTER: _("after the first letter"),
    Act.REMINDER: _("after the reminder"),
    Act.LAST_NOTICE: _("after the last notice"),
}
_REASONS: dict[PlanFigure, Mapping[Any, Any]] = {
    PlanFigure.NEW: KINDS,
    PlanFigure.UPGRADED: CHANGES,
    PlanFigure.DOWNGRADED: CHANGES,
    PlanFigure.FAILED: FAMILIES,
    PlanFigure.RECOVERED: MENDED,
    PlanFigure.LOST: FAMILIES,
    PlanFigure.CANCELLED: ENDS,
    PlanFigure.ENDED: ENDS,
}
_MENDED_SOMEHOW = _("nobody knows by what")
_UNKNOWN = _("not looked into yet")


def figure_word(figure: PlanFigure) -> str:
    """`Were paused`."""
    return str(FIGURES[figure])


def reason_word(figure: PlanFigure, reason: str | None) -> str:
    """What is not known stands as it is."""
    words = {str(code): word for code, word in _REASONS.get(figure, {}).items()}
    unknown = _MENDED_SOMEHOW if figure == PlanFigure.RECOVERED else _UNKNOWN
    return str(words.get(reason or "", unknown if reason == "unknown" else reason or ""))


def after_word(letter: Act | None) -> str:
    """How far it had gone."""
    return str(AFTER[letter]) if letter in AFTER else gettext("before any letter")


def sum_note(figure: PlanFigure) -> str:
    """What the sum is; of instalments just what it says."""
    return gettext("a month") if figure in OF_A_YEAR else ""
