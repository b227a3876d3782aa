"""A change of a regular gift in words for its letter: what it was, what it is now, and who asked for it."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from donations.core.errors import NotFound
from donations.core.money import Money
from donations.core.wording import format_day, gettext_in, in_language
from donations.funds.queries import fund_by_id
from donations.organisation.queries import the_organisation
from donations.recurring.call_off_failing import let_go_by
from donations.recurring.history_models import PlanChange
from donations.recurring.interval_words import interval_in
from donations.recurring.models import RecurringPlan
from donations.recurring.reasons import AskedBy, ChangeKind, Problem

_Facts = Mapping[str, Any]
_NOTHING = "–"


def change_told(plan: RecurringPlan, change: PlanChange, language: str) -> dict[str, Any]:
    """`was` and `now` are empty where there is nothing to compare; `let_go`: the days of what a pause let go."""
    kind = ChangeKind(change.kind)
    is_known = kind in _SIDES and not (kind == ChangeKind.CARD and change.refused_at)
    was, now = _SIDES[kind](plan, change, language) if is_known else ("", "")
    until = change.wanted.get("until")
    return {
        "change": kind.value,
        "was": was,
        "now": now,
        "until": date.fromisoformat(until) if until else None,
        "by_us": change.asked_by == AskedBy.STAFF,
        "let_go": let_go_by(change),
        "was_collected": change.problem == Problem.COLLECTED,
    }


def _amounts(plan: RecurringPlan, change: PlanChange, language: str) -> tuple[str, str]:
    was, now = (Money(each["amount_minor"], plan.currency) for each in (change.was, change.wanted))
    return was.format(language), now.format(language)


def _intervals(_plan: RecurringPlan, change: PlanChange, language: str) -> tuple[str, str]:
    return interval_in(language, change.was["interval"]), interval_in(language, change.wanted["interval"])


def _days(_plan: RecurringPlan, change: PlanChange, language: str) -> tuple[str, str]:
    return _day(change.was["on"], language), _day(change.wanted["on"], language)


def _funds(_plan: RecurringPlan, change: PlanChange, language: str) -> tuple[str, str]:
    return _fund(change.was["fund_id"], language), _fund(change.wanted["fund_id"], language)


def _cards(plan: RecurringPlan, change: PlanChange, language: str) -> tuple[str, str]:
    return _card(change.was["last4"], language), _card(plan.card.last4 if plan.card else None, language)


def _day(day: str | None, language: str) -> str:
    return format_day(date.fromisoformat(day), language) if day else _NOTHING


def _fund(fund_id: str, language: str) -> str:
    try:
        return in_language(fund_by_id(UUID(fund_id)).name, language, the_organisation().default_language)
    except NotFound:
        return _NOTHING


def _card(last4: str | None, language: str) -> str:
    return gettext_in(language, "card ending in %(last4)s", last4=last4) if last4 else _NOTHING


_SIDES: dict[ChangeKind, Callable[[RecurringPlan, PlanChange, str], tuple[str, str]]] = {
    ChangeKind.AMOUNT: _amounts,
    ChangeKind.INTERVAL: _intervals,
    ChangeKind.DATE: _days,
    ChangeKind.FUND: _funds,
    ChangeKind.CARD: _cards,
}
