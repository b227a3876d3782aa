"""What may be done with a plan as it stands, and the words of each act's page."""

from dataclasses import dataclass, replace

from flask_babel import gettext, lazy_gettext
from flask_babel.speaklater import LazyString

from donations.funds.queries import open_funds
from donations.recurring.changes.change_request import dates_to_choose, pauses_to_choose
from donations.recurring.dunning.failing_now import owed_now
from donations.recurring.models import RecurringPlan
from donations.recurring.states import PlanKind
from donations.web.filters import day, money
from donations.web.pause_notice import with_pause_notice

CARD = "card"  # on a page of the provider's


@dataclass(frozen=True, slots=True)
class ActWords:
    """`label` in the list, `title` and `sentence` on its page, `button` to do it."""

    label: str
    title: str
    sentence: str
    button: str


# Said of a standing order instead of the sentence about what is collected.
_BY_BANK: dict[str, LazyString] = {
    "date": lazy_gettext("The next gift is expected on that day; later ones are counted from it."),
    "pause": lazy_gettext("We expect nothing in that time. You can end the pause earlier."),
    "cancel": lazy_gettext("We expect nothing more. Your gifts have made a difference; your receipts stay here."),
}


def offered_acts(plan: RecurringPlan) -> list[str]:
    """In the order they are shown."""
    if plan.is_over:
        return []
    can = {
        "amount": True,
        "rhythm": True,
        "date": dates_to_choose(plan) is not None,
        "purpose": any(fund.id != plan.fund_id for fund in open_funds()),
        "skip": plan.next_on is not None and not plan.is_paused,
        "pause": not plan.is_paused and bool(pauses_to_choose(plan)),
        "resume": plan.is_paused,
        CARD: plan.kind == PlanKind.CARD and plan.provider_customer_id is not None,
        "cancel": True,
    }
    return [act for act, is_offered in can.items() if is_offered]


def act_words(act: str, plan: RecurringPlan) -> ActWords:
    """In the page's language."""
    words = _words(act, plan)
    if plan.kind == PlanKind.STANDING_ORDER and act in _BY_BANK:
        return replace(words, sentence=str(_BY_BANK[act]))
    return words


def _words(act: str, plan: RecurringPlan) -> ActWords:
    return {
        "amount": _amount,
        "rhythm": _rhythm,
        "date": _date,
        "purpose": _purpose,
        "skip": _skip,
        "pause": _pause,
        "resume": _resume,
        CARD: _card,
        "cancel": _cancel,
    }[act](plan)


def _amount(_plan: RecurringPlan) -> ActWords:
    return ActWords(
        gettext("Another amount"),
        gettext("Another amount"),
        gettext("It holds from the next gift on."),
        gettext("Change the amount"),
    )


def _rhythm(_plan: RecurringPlan) -> ActWords:
    return ActWords(
        gettext("More often, or less"),
        gettext("How often?"),
        gettext("The next date stays; later ones are counted from it."),
        gettext("Change how often"),
    )


def _date(plan: RecurringPlan) -> ActWords:
    sentence = gettext("The next gift is collected on that day; later ones are counted from it.")
    if may_be := dates_to_choose(plan):
        days = gettext("It may be from %(first)s to %(last)s.", first=day(may_be[0]), last=day(may_be[1]))
        sentence = f"{sentence} {days}"
    return ActWords(gettext("Another date"), gettext("Another date"), sentence, gettext("Change the date"))


def _purpose(_plan: RecurringPlan) -> ActWords:
    return ActWords(
        gettext("Give to something else"),
        gettext("Give to something else"),
        gettext("It holds from the next gift on. Gifts you made stay where you gave them."),
        gettext("Change what it is for"),
    )


def _skip(plan: RecurringPlan) -> ActWords:
    sentence = gettext("The next gift is skipped. Later gifts are collected as before.")
    if plan.next_on:
        sentence = gettext(
            "The gift of %(day)s is skipped. Later gifts are collected as before.", day=day(plan.next_on)
        )
    title = gettext("Skip the next gift")
    return ActWords(title, title, with_pause_notice(sentence, plan), gettext("Skip it"))


def _pause(plan: RecurringPlan) -> ActWords:
    sentence = gettext(
        "Nothing is collected in that time. Afterwards it goes on by itself; you can end the pause earlier."
    )
    return ActWords(gettext("Pause"), gettext("Pause for a while"), with_pause_notice(sentence, plan), gettext("Pause"))


def _resume(_plan: RecurringPlan) -> ActWords:
    return ActWords(
        gettext("End the pause"),
        gettext("End the pause"),
        gettext("It goes on with the next date."),
        gettext("Go on giving"),
    )


def _card(plan: RecurringPlan) -> ActWords:
    sentence = gettext("You give it on the secure page of our payment provider; we never see its number.")
    charged = gettext("Nothing is charged now.")
    if owed := owed_now(plan):
        charged = gettext(
            "As soon as you save it there, %(amount)s is collected from it: what could not be collected so far.",
            amount=money(owed),
        )
    title = gettext("Another card")
    return ActWords(title, title, f"{sentence} {charged}", gettext("To the provider’s page"))


def _cancel(_plan: RecurringPlan) -> ActWords:
    return ActWords(
        gettext("End it"),
        gettext("End this regular gift"),
        gettext("Nothing more is collected. Your gifts have made a difference; your receipts stay here."),
        gettext("End this regular gift"),
    )
