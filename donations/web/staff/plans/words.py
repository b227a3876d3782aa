"""How a plan stands, in sentences: its state, what comes next, what is done about a failure."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from flask_babel import gettext, lazy_gettext

from donations.core import clock
from donations.core.money import Money
from donations.funds.models import Fund
from donations.recurring.decline_families import Family
from donations.recurring.dunning_steps import Act
from donations.recurring.history_models import PlanChange
from donations.recurring.models import RecurringPlan
from donations.recurring.reasons import ChangeKind, Problem, RecoveredBy, RequestedBy
from donations.recurring.states import PlanKind, PlanStatus
from donations.reporting.donation_page.timeline import Entry
from donations.reporting.plan_page.facts import PlanFacts
from donations.reporting.plan_page.timeline import PlanEntry, PlanHappened, plan_story
from donations.web.app_context import organisation_or_none
from donations.web.filters import day, in_language, money
from donations.web.staff.donations.timeline import because, in_words
from donations.web.staff.labels.plans import end_word, interval_word, refusal_word


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
        by_itself = change.asked_by == RequestedBy.SERVICE
        return gettext("By the rules, by itself") if by_itself else gettext("The supporter")

    def outcome(self, change: PlanChange) -> str:
        """What became of it."""
        if change.done_at:
            return gettext("in force since %(day)s", day=day(local_day(change.done_at)))
        if change.refused_at:
            return gettext("not done: %(why)s", why=problem_word(change.problem))
        return gettext("under way")

    def _amount(self, was: Facts, chosen: Facts) -> str:
        amounts = {name: money(self._money(facts)) for name, facts in (("was", was), ("now", chosen))}
        return gettext("Another amount: %(now)s instead of %(was)s.", **amounts)

    def _money(self, facts: Facts) -> Money:
        return Money(int(facts.get("amount_minor") or 0), self.plan.currency)

    def _interval(self, was: Facts, chosen: Facts) -> str:
        rhythms = {"now": interval_word(chosen["interval"]), "was": interval_word(was["interval"])}
        return gettext("Another rhythm: %(now)s instead of %(was)s.", **rhythms)

    def _date(self, was: Facts, chosen: Facts) -> str:
        now = day(date.fromisoformat(chosen["on"]))
        if not was.get("on"):
            return gettext("Another date: %(now)s.", now=now)
        return gettext("Another date: %(now)s instead of %(was)s.", now=now, was=day(date.fromisoformat(was["on"])))

    def _fund(self, was: Facts, chosen: Facts) -> str:
        names = self._fund_names
        details = {"now": names.get(chosen["fund_id"], "–"), "was": names.get(was.get("fund_id", ""), "–")}
        return gettext("Another fund: %(now)s instead of %(was)s.", **details)

    @cached_property
    def _fund_names(self) -> dict[str, str]:
        return {str(fund.id): in_language(fund.name) for fund in self._funds()}

    def _pause(self, _was: Facts, chosen: Facts) -> str:
        return gettext("A pause until %(day)s.", day=day(date.fromisoformat(chosen["until"])))

    def _plain(self, change: PlanChange) -> str:
        if change.kind == ChangeKind.CANCEL and change.asked_by == RequestedBy.SERVICE:
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


Details = dict[str, Any]

MENDED = {
    RecoveredBy.OUR_RETRY: _("we tried again"),
    RecoveredBy.PROVIDER_RETRY: _("the payment provider tried again"),
    RecoveredBy.NEW_CARD: _("the supporter gave another card"),
    RecoveredBy.CARD_RENEWED: _("the bank renewed the card"),
    RecoveredBy.CONFIRMED: _("the supporter confirmed it at the bank"),
    RecoveredBy.PAYMENT_PAGE: _("the supporter paid it on the payment page"),
}
FAMILIES = {
    Family.RETRY: _("It is tried again."),
    Family.NEW_CARD: _("This card does not pay any more: the supporter is asked for another."),
    Family.CONFIRM: _("The bank wants the supporter to confirm it: they are asked to."),
    Family.STOP: _("The bank forbids another try."),
}


def story_in_words(facts: PlanFacts, changes: ChangeWords) -> list[Details]:
    """As the component `story` takes them."""
    details: list[Details] = []
    for entry in plan_story(facts):
        if isinstance(entry, Entry):
            details += in_words([entry], facts.names)
        else:
            details.append(_entry(entry, facts, changes))
    return details


def _entry(entry: PlanEntry, facts: PlanFacts, changes: ChangeWords) -> Details:
    said: Details = {"at": entry.at, "text": "", "detail": "", "by": "", "url": None, "url_label": "", "tone": ""}
    if entry.kind == PlanHappened.CHANGE:
        return said | _change(entry, changes)
    said |= _WORDS[entry.kind](entry.details)
    if entry.by:
        said["by"] = facts.names.get(entry.by) or gettext("a former account")
    elif entry.event_id and entry.event_type:
        said |= because(entry.event_id, entry.event_type)
    return said


def _change(entry: PlanEntry, words: ChangeWords) -> Details:
    change = entry.details["change"]
    tone = "warn" if change.refused_at else ""
    by = f"{words.who(change)} · {words.outcome(change)}"
    return {"text": words.what(change), "detail": change.reason, "by": by, "tone": tone}


def _began(it: Details) -> Details:
    if it["is_by_hand"]:
        return {"text": gettext("Recorded here."), "detail": it["note"], "tone": "good"}
    return {"text": gettext("The regular gift began."), "tone": "good"}


def _ended(it: Details) -> Details:
    return {"text": f"{gettext('The regular gift ended.')} {end_word(it['reason'])}", "tone": "warn"}


def _failed(it: Details) -> Details:
    what = {"amount": money(it["amount"]), "day": day(it["day"]), "why": refusal_word(it["code"])}
    text = gettext("%(amount)s of %(day)s could not be collected: %(why)s.", **what)
    family = str(FAMILIES[Family(it["family"])]) if it["family"] else ""
    return {"text": f"{text} {family}".strip(), "tone": "danger"}


def _recovered(it: Details) -> Details:
    text = gettext("%(amount)s of %(day)s came after all", amount=money(it["amount"]), day=day(it["day"]))
    how = MENDED.get(RecoveredBy(it["mended_by"])) if it["mended_by"] in set(RecoveredBy) else None
    return {"text": f"{text}: {how}." if how else f"{text}.", "tone": "good"}


def _lost(it: Details) -> Details:
    text = gettext("%(amount)s of %(day)s was given up.", amount=money(it["amount"]), day=day(it["day"]))
    return {"text": text, "tone": "danger"}


def _called_off(it: Details) -> Details:
    what = {"amount": money(it["amount"]), "day": day(it["day"])}
    return {
        "text": gettext("%(amount)s of %(day)s falls within the pause and will not be collected.", **what),
        "tone": "warn",
    }


_WORDS: dict[PlanHappened, Callable[[Details], Details]] = {
    PlanHappened.BEGAN: _began,
    PlanHappened.PAUSED: lambda _it: {"text": gettext("It was paused.")},
    PlanHappened.GOES_ON: lambda _it: {"text": gettext("The pause was over; it goes on.")},
    PlanHappened.ENDED: _ended,
    PlanHappened.FAILED: _failed,
    PlanHappened.MENDED: _recovered,
    PlanHappened.LOST: _lost,
    PlanHappened.CALLED_OFF: _called_off,
}
