"""How a regular gift stands, in sentences: its state, what comes next, what is done about a failure."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from flask_babel import gettext, lazy_gettext

from donations.core import clock
from donations.core.money import Money
from donations.funds.models import Fund
from donations.recurring.dunning_steps import Act
from donations.recurring.history_models import PlanChange
from donations.recurring.models import RecurringPlan
from donations.recurring.reasons import AskedBy, ChangeKind, Problem
from donations.recurring.states import PlanKind, PlanStatus
from donations.reporting.plan_page.facts import PlanFacts
from donations.web.app_context import organisation_or_none
from donations.web.filters import day, in_language, money
from donations.web.staff.labels.plans import end_word, interval_word


def local_day(moment: datetime) -> date:
    """The day where the foundation is."""
    organisation = organisation_or_none()
    return clock.local_date(moment, organisation.zone if organisation else "UTC")


def state_sentence(facts: PlanFacts) -> str:
    """One sentence, as somebody would say it on the telephone."""
    plan = facts.plan
    if plan.ended_at:
        ended = gettext("It ended on %(day)s.", day=day(local_day(plan.ended_at)))
        return f"{ended} {end_word(plan.end_reason)}"
    if plan.status == PlanStatus.PAST_DUE and facts.failing:
        failing = facts.failing.instalment
        return gettext(
            "The instalment of %(day)s, %(amount)s, could not be collected yet.",
            day=day(failing.period_start),
            amount=money(failing.amount),
        )
    return " ".join(_goes_on(plan))


def _goes_on(plan: RecurringPlan) -> Iterator[str]:
    if plan.is_paused and plan.paused_until:
        yield gettext("It is paused until %(day)s.", day=day(plan.paused_until))
    elif plan.is_paused:
        yield gettext("It is paused until somebody ends the pause.")
    if plan.next_on:
        yield _next(plan, plan.next_on)
    elif not plan.is_paused and not plan.ends_on:
        yield gettext("The payment provider has not said yet when the next one is collected.")
    if plan.ends_on:
        yield gettext("It ends on %(day)s: so it was set at the payment provider.", day=day(plan.ends_on))


def _next(plan: RecurringPlan, on: date) -> str:
    what = {"amount": money(plan.amount), "day": day(on)}
    if plan.kind == PlanKind.STANDING_ORDER:
        return gettext("%(amount)s is expected on %(day)s.", **what)
    return gettext("%(amount)s is collected on %(day)s.", **what)


def step_sentences(facts: PlanFacts) -> list[str]:
    """`On 7 May 2027 we try again.`"""
    return [step_sentence(act, day(local_day(at))) for at, act in facts.steps_ahead]


def step_sentence(act: Act, on: str) -> str:
    """One step of what is done about a failure."""
    return {
        Act.RETRY: gettext("On %(day)s we try again.", day=on),
        Act.FIRST_LETTER: gettext("On %(day)s the supporter is told by letter.", day=on),
        Act.REMINDER: gettext("On %(day)s a reminder goes out.", day=on),
        Act.LAST_NOTICE: gettext("On %(day)s the last notice goes out.", day=on),
        Act.END: gettext("On %(day)s it is given up, and the regular gift ends.", day=on),
    }[act]


_ = lazy_gettext

PROBLEMS: dict[str, Any] = {
    Problem.OVER: _("it had ended by then"),
    Problem.NOT_ANSWERED: _("the payment provider did not answer in time"),
    Problem.COLLECTED: _("the next gift had been collected by then"),
    Problem.UNKNOWN: _("the payment provider does not know this regular gift"),
}
Facts = Mapping[str, Any]


class ChangeWords:
    """Of one plan; `names` are those of staff, `funds` all there are."""

    def __init__(self, plan: RecurringPlan, names: Mapping[UUID, str], funds: Callable[[], list[Fund]]) -> None:
        self.plan, self.names, self._funds = plan, names, funds

    def what(self, change: PlanChange) -> str:
        """`20,00 zł instead of 10,00 zł`, as a sentence."""
        tell = {
            ChangeKind.AMOUNT: self._amount,
            ChangeKind.INTERVAL: self._interval,
            ChangeKind.DATE: self._date,
            ChangeKind.FUND: self._fund,
            ChangeKind.PAUSE: self._pause,
        }.get(ChangeKind(change.kind))
        return tell(change.was, change.wanted) if tell else self._plain(change)

    def who(self, change: PlanChange) -> str:
        """Who asked for it."""
        if change.staff_id:
            return self.names.get(change.staff_id) or gettext("a former account")
        by_itself = change.asked_by == AskedBy.SERVICE
        return gettext("By the rules, by itself") if by_itself else gettext("The supporter")

    def outcome(self, change: PlanChange) -> str:
        """What became of it."""
        if change.done_at:
            return gettext("in force since %(day)s", day=day(local_day(change.done_at)))
        if change.refused_at:
            return gettext("not done: %(why)s", why=problem_word(change.problem))
        return gettext("under way")

    def _amount(self, was: Facts, wanted: Facts) -> str:
        amounts = {name: money(self._money(facts)) for name, facts in (("was", was), ("now", wanted))}
        return gettext("Another amount: %(now)s instead of %(was)s.", **amounts)

    def _money(self, facts: Facts) -> Money:
        return Money(int(facts.get("amount_minor") or 0), self.plan.currency)

    def _interval(self, was: Facts, wanted: Facts) -> str:
        rhythms = {"now": interval_word(wanted["interval"]), "was": interval_word(was["interval"])}
        return gettext("Another rhythm: %(now)s instead of %(was)s.", **rhythms)

    def _date(self, was: Facts, wanted: Facts) -> str:
        now = day(date.fromisoformat(wanted["on"]))
        if not was.get("on"):
            return gettext("Another date: %(now)s.", now=now)
        return gettext("Another date: %(now)s instead of %(was)s.", now=now, was=day(date.fromisoformat(was["on"])))

    def _fund(self, was: Facts, wanted: Facts) -> str:
        names = self._fund_names
        told = {"now": names.get(wanted["fund_id"], "–"), "was": names.get(was.get("fund_id", ""), "–")}
        return gettext("Another fund: %(now)s instead of %(was)s.", **told)

    @cached_property
    def _fund_names(self) -> dict[str, str]:
        return {str(fund.id): in_language(fund.name) for fund in self._funds()}

    def _pause(self, _was: Facts, wanted: Facts) -> str:
        return gettext("A pause until %(day)s.", day=day(date.fromisoformat(wanted["until"])))

    def _plain(self, change: PlanChange) -> str:
        if change.kind == ChangeKind.CANCEL and change.asked_by == AskedBy.SERVICE:
            return gettext("The payment provider is to collect nothing more.")
        return {
            ChangeKind.SKIP: gettext("The next one is to be skipped."),
            ChangeKind.RESUME: gettext("The pause is to end."),
            ChangeKind.CANCEL: gettext("It is to end."),
            ChangeKind.CARD: gettext("Another card was given."),
        }[ChangeKind(change.kind)]


def problem_word(problem: str | None) -> str:
    """What the provider said stands as it is."""
    return str(PROBLEMS.get(problem, problem)) if problem else ""
