"""What a supporter would receive, day by day: the same rules as in earnest, and nothing is written."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from donations.recurring.changes.change_request import today
from donations.recurring.decline_families import Family
from donations.recurring.models import RecurringPlan
from donations.recurring.simulate_plan import CardFails, Happening, What, simulate_plan
from donations.recurring.states import PlanKind
from donations.reporting.plan_page.facts import found_plan
from donations.staff.permissions import Permission
from donations.web.filters import day, money
from donations.web.staff.blueprint import blueprint
from donations.web.staff.guard import needs
from donations.web.staff.labels.letters import kind_word
from donations.web.staff.labels.plans import choices, each_time

_ = lazy_gettext

FAMILIES = {
    Family.RETRY: _("the account is empty"),
    Family.NEW_CARD: _("the card pays no more"),
    Family.CONFIRM: _("it must be confirmed"),
    Family.STOP: _("the bank was told to stop"),
}
_TONES = {What.COLLECTED: "good", What.FAILS: "danger", What.RETRY: "warn", What.ENDS: "danger"}
_LONGEST = timedelta(days=2 * 366)
_USUAL = timedelta(days=92)


@dataclass(slots=True)
class Asked:
    """What the address says; `problems` by the field's name."""

    since: date
    until: date
    family: Family | None = None
    mended_on: date | None = None
    values: dict[str, str] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)

    @property
    def fails(self) -> CardFails | None:
        """Every collection from the first day on, until it is mended."""
        return CardFails(self.since, self.family, self.mended_on) if self.family else None


@blueprint.get("/plans/<reference>/simulate")
@needs(Permission.VIEW)
def plan_simulator(reference: str) -> ResponseReturnValue:
    """Days and troubles are in the address. What cannot be read there is told beside its field."""
    plan = found_plan(reference)
    asked = _read(request.args)
    is_by_card = plan.kind == PlanKind.CARD
    shows = is_by_card and not asked.problems
    happened = simulate_plan(plan, asked.since, asked.until, asked.fails) if shows else ()
    page = render_template(
        "staff/plan_simulator.html",
        plan=plan,
        each_time=each_time(plan.amount, plan.interval),
        is_by_card=is_by_card,
        asked=asked,
        families=choices(FAMILIES),
        rows=[_row(plan, each) for each in happened],
    )
    return page, 422 if asked.problems else 200


def _read(arguments: Mapping[str, str]) -> Asked:
    names = ("from", "to", "fails", "mended")
    given = {name: arguments.get(name, "").strip() for name in names}
    asked = Asked(today(), today(), values={name: value for name, value in given.items() if value})
    asked.since = _day(asked, "from") or asked.since
    asked.until = _day(asked, "to") or asked.since + _USUAL
    asked.mended_on = _day(asked, "mended")
    _check_days(asked)
    if given["fails"] and given["fails"] not in set(Family):
        asked.problems["fails"] = gettext("“%(value)s” is not something to choose here.", value=given["fails"][:40])
    elif given["fails"]:
        asked.family = Family(given["fails"])
    asked.values |= {"from": given["from"] or asked.since.isoformat(), "to": given["to"] or asked.until.isoformat()}
    return asked


def _day(asked: Asked, name: str) -> date | None:
    typed = asked.values.get(name)
    if typed is None:
        return None
    with suppress(ValueError):
        found = date.fromisoformat(typed)
        if 2000 <= found.year < 2200:  # noqa: PLR2004 - beyond, no calendar of ours reaches
            return found
    asked.problems[name] = gettext("Please write the day like 2026-11-30.")
    return None


def _check_days(asked: Asked) -> None:
    if asked.problems:
        return
    if asked.since < today():
        asked.problems["from"] = gettext("Please choose a day from today on.")
    elif not asked.since <= asked.until <= asked.since + _LONGEST:
        asked.problems["to"] = gettext("Please choose a last day within two years of the first.")


def _row(plan: RecurringPlan, each: Happening) -> dict[str, Any]:
    texts = {
        What.COLLECTED: gettext("%(amount)s is collected.", amount=money(plan.amount)),
        What.FAILS: gettext("The collection of %(amount)s fails.", amount=money(plan.amount)),
        What.RETRY: gettext("We try again; it fails again."),
        What.ENDS: gettext("The regular gift ends."),
    }
    if each.what == What.LETTER:
        return {"day": day(each.on), "letter": kind_word(each.letter or ""), "text": "", "tone": ""}
    return {"day": day(each.on), "letter": "", "text": texts[each.what], "tone": _TONES[each.what]}
