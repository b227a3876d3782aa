"""The report of regular gifts in words: its figures, their reasons, and what a sum is a sum of."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext, lazy_gettext, lazy_pgettext

from donations.recurring.decline_families import Family
from donations.recurring.dunning_steps import Act
from donations.recurring.reasons import EndReason
from donations.reporting.plans.events_of_plans import OF_A_YEAR, PlanFigure
from donations.web.staff.plan_story_words import MENDED
from donations.web.staff.plan_words import CHANGES, KINDS

_ = lazy_gettext
_p = lazy_pgettext

FIGURES = {
    PlanFigure.NEW: _p("report", "Began"),
    PlanFigure.UPGRADED: _("Give more than before"),
    PlanFigure.DOWNGRADED: _("Give less than before"),
    PlanFigure.PAUSED: _("Were paused"),
    PlanFigure.FAILED: _("Could not be collected at first"),
    PlanFigure.RECOVERED: _("Were collected after all"),
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
