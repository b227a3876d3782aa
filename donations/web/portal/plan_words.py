"""Plans in words: how often, how they stand, what is being changed."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import gettext, lazy_gettext, lazy_pgettext

from donations.core.errors import NotFound
from donations.core.money import Money
from donations.funds.queries import fund_by_id
from donations.recurring.decline_families import Family
from donations.recurring.dunning.failing_now import FailingNow
from donations.recurring.history_models import PlanChange
from donations.recurring.models import Instalment, PlanCard, RecurringPlan
from donations.recurring.queries import leaves_one_out
from donations.recurring.reasons import ChangeKind, EndReason, Problem
from donations.recurring.states import InstalmentStatus, Interval, PlanKind, PlanStatus
from donations.web.filters import day, in_language, money

_ = lazy_gettext
_p = lazy_pgettext

INTERVALS = {
    Interval.MONTHLY: _("every month"),
    Interval.QUARTERLY: _("every three months"),
    Interval.YEARLY: _("every year"),
}
STATES = {
    PlanStatus.ACTIVE: _p("regular gift", "Active"),
    PlanStatus.PAST_DUE: _p("regular gift", "Could not be collected"),
    PlanStatus.PAUSED: _p("regular gift", "Paused"),
    PlanStatus.CANCELLED: _p("regular gift", "Ended"),
    PlanStatus.ENDED: _p("regular gift", "Ended"),
}
INSTALMENTS = {
    InstalmentStatus.DUE: _p("instalment", "Being collected"),
    InstalmentStatus.FAILING: _p("instalment", "Could not be collected yet"),
    InstalmentStatus.SETTLED: _p("instalment", "Received"),
    InstalmentStatus.HELD: _p("instalment", "Being checked"),
    InstalmentStatus.SKIPPED: _p("instalment", "Skipped"),
    InstalmentStatus.LOST: _p("instalment", "Not collected"),
}
ENDING = _p("regular gift", "Being ended")
WHY_ENDED = {
    EndReason.SUPPORTER: _("You ended it yourself."),
    EndReason.STAFF: _("We ended it for you."),
    EndReason.PROVIDER: _("It was ended at the payment provider."),
    EndReason.COMPLETED: _("It is complete, as it was planned."),
    EndReason.UNPAID: _("It could not be collected, because the bank declined the payment. You owe us nothing."),
    EndReason.NEVER_PAID: _("Its first gift was never paid."),
}
# The class of the mark before it, as the public pages draw them.
MARKS = {
    InstalmentStatus.DUE: "processing",
    InstalmentStatus.FAILING: "failed",
    InstalmentStatus.SETTLED: "received",
    InstalmentStatus.HELD: "held",
    InstalmentStatus.SKIPPED: "expired",
    InstalmentStatus.LOST: "expired",
}


def interval_word(interval: str) -> str:
    """`monthly` → `every month`."""
    return str(INTERVALS[Interval(interval)])


def state_word(plan: RecurringPlan) -> str:
    """In a word or two."""
    if plan.is_paused and not plan.is_over:
        return str(STATES[PlanStatus.PAUSED])
    return str(STATES[PlanStatus(plan.status)])


def instalment_word(instalment: Instalment, failing: FailingNow | None = None) -> tuple[str, str]:
    """What became of it, and the class of its mark. `failing`: one that perhaps is being collected just now."""
    status = InstalmentStatus(instalment.status)
    if failing and failing.is_being_collected and failing.instalment.id == instalment.id:
        status = InstalmentStatus.DUE
    return str(INSTALMENTS[status]), MARKS[status]


def failing_word(failing: FailingNow) -> str:
    """What follows, and what they may do: the same as the letters say."""
    if failing.is_being_collected:
        return gettext(
            "%(amount)s is collected from the card you have just given. It takes a moment, and there is nothing left "
            "for you to do.",
            amount=money(failing.instalment.amount),
        )
    if failing.instalment.needs_confirmation:
        return gettext("Your bank wants you to confirm it. It takes a minute.")
    if failing.family == Family.NEW_CARD:
        return gettext(
            "This card will most likely not work again, so we do not ask the bank any more. Please give another card: "
            "the gift is collected from it at once."
        )
    if failing.next_try_on:
        return gettext(
            "You need not do anything: on %(day)s we shall ask the bank once more. If your card has changed, please "
            "give us the new one.",
            day=day(failing.next_try_on),
        )
    if failing.family:
        return gettext("If it is to go on, please give another card: with the present one it did not succeed so far.")
    return gettext("If your card has changed, please give us the new one.")


def change_word(plan: RecurringPlan, change: PlanChange) -> str:
    """What was asked for: `the amount: 30,00 zł`."""
    return _CHANGES[ChangeKind(change.kind)](plan, change.wanted)


def refusal_word(change: PlanChange) -> str:
    """Why it was not made, and what to do."""
    if change.problem == Problem.COLLECTED:
        return gettext("The next gift had been collected by then. Please choose again.")
    if change.problem == Problem.UNKNOWN:
        return gettext("Our payment provider does not know this regular gift. Please write to us.")
    return gettext("Please try again, or write to us.")


def _amount(plan: RecurringPlan, change_request: Mapping[str, Any]) -> str:
    return gettext("the amount: %(amount)s", amount=money(Money(change_request["amount_minor"], plan.currency)))


def _interval(_plan: RecurringPlan, change_request: Mapping[str, Any]) -> str:
    return gettext("how often: %(interval)s", interval=interval_word(change_request["interval"]))


def _date(_plan: RecurringPlan, change_request: Mapping[str, Any]) -> str:
    return gettext("the next date: %(day)s", day=day(date.fromisoformat(change_request["on"])))


def _fund(_plan: RecurringPlan, change_request: Mapping[str, Any]) -> str:
    try:
        name = in_language(fund_by_id(UUID(change_request["fund_id"])).name)
    except NotFound:
        name = "–"
    return gettext("what it is for: %(fund)s", fund=name)


def _pause(_plan: RecurringPlan, change_request: Mapping[str, Any]) -> str:
    return gettext("a pause until %(day)s", day=day(date.fromisoformat(change_request["until"])))


_CHANGES: dict[ChangeKind, Callable[[RecurringPlan, Mapping[str, Any]], str]] = {
    ChangeKind.AMOUNT: _amount,
    ChangeKind.INTERVAL: _interval,
    ChangeKind.DATE: _date,
    ChangeKind.FUND: _fund,
    ChangeKind.PAUSE: _pause,
    ChangeKind.SKIP: lambda _plan, _requested: gettext("the next gift is skipped"),
    ChangeKind.RESUME: lambda _plan, _requested: gettext("the pause ends"),
    ChangeKind.CANCEL: lambda _plan, _requested: gettext("the regular gift ends"),
    ChangeKind.CARD: lambda _plan, _requested: gettext("another card"),
}


_MARKS = {PlanStatus.ACTIVE: "received", PlanStatus.PAST_DUE: "failed", PlanStatus.PAUSED: "processing"}


def shown_plan(plan: RecurringPlan, failing: FailingNow | None = None) -> dict[str, Any]:
    """What every page says of it; the page of one alone knows what is `failing`."""
    is_paused = plan.is_paused and not plan.is_over
    leaves_out = is_paused and leaves_one_out(plan.id)
    is_collected = failing is not None and failing.is_being_collected
    state = str(INSTALMENTS[InstalmentStatus.DUE]) if is_collected else state_word(plan)
    return {
        "reference": plan.reference,
        "amount": plan.amount,
        "covered_costs": plan.covered_costs or None,
        "interval": interval_word(plan.interval),
        "fund": in_language(plan.fund.name),
        "state": gettext("One is skipped") if leaves_out else state,
        "mark": "processing" if is_paused or is_collected else _MARKS.get(PlanStatus(plan.status), "expired"),
        "next_on": plan.next_on,
        "is_paused": is_paused,
        "leaves_out": leaves_out,
        "is_over": plan.is_over,
        "is_by_bank": plan.kind == PlanKind.STANDING_ORDER,
        "since": plan.started_on,
        "card": _card(plan.card),
    }


def _card(card: PlanCard | None) -> dict[str, Any] | None:
    if card is None or not card.last4:
        return None
    ends = f"{card.exp_month:02}/{card.exp_year}" if card.exp_month and card.exp_year else ""
    return {"last4": card.last4, "ends": ends, "brand": (card.brand or "").capitalize()}
