"""How a regular gift stands, in sentences: its state, what comes next, what is done about a failure."""

from collections.abc import Iterator
from datetime import date, datetime

from flask_babel import gettext

from donations.core import clock
from donations.recurring.dunning_steps import Act
from donations.recurring.models import RecurringPlan
from donations.recurring.states import PlanKind, PlanStatus
from donations.reporting.plan_facts import PlanFacts
from donations.web.filters import day, money
from donations.web.house import organisation_or_none
from donations.web.staff.plan_words import end_word


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
