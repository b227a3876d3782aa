"""Why a bank refused a plan, in the reader's language; the codes are with `decline_families`."""

from typing import Any

from flask_babel import gettext, lazy_gettext, lazy_pgettext, ngettext

from donations.core.money import Money
from donations.recurring.decline_families import MEANINGS
from donations.recurring.models import PlanCard, RecurringPlan
from donations.recurring.reasons import ChangeKind, EndReason
from donations.recurring.states import InstalmentStatus, Interval, PlanKind, PlanStatus
from donations.reporting.plans.list import COLLECTED, GOES_ON, NOT_BEGUN
from donations.web.filters import money

_ = lazy_gettext
_NO_REASON = "the bank gave no reason"

# Each meaning once, so that it stands in the catalogs.
WORDS = (
    _("there was not enough money on the account"),
    _("the bank gave no reason"),
    _("something went wrong between the banks"),
    _("the bank could not be reached"),
    _("the bank asks to be asked later"),
    _("the bank could not process it and asks to be asked again"),
    _("the bank did not authorise it this time"),
    _("the limit of the card is reached for now"),
    _("the limit of the account is reached for now"),
    _("the card was refused too often within a day"),
    _("the bank took it for a repetition"),
    _("the sum is beyond what the card allows"),
    _("the bank did not answer in time"),
    _("the bank did not send the money"),
    _("the provider was busy with it"),
    _("the provider was busy"),
    _("the card has expired"),
    _("the payment method has expired"),
    _("the card is reported as lost"),
    _("the card is reported as stolen"),
    _("the bank has blocked the card"),
    _("the bank has restricted the card"),
    _("the number of the card is wrong"),
    _("the security code was wrong"),
    _("the date of the card is wrong"),
    _("the postcode does not belong to the card"),
    _("the address does not belong to the card"),
    _("the PIN was wrong"),
    _("the PIN was wrong too often"),
    _("the card pays only with its PIN"),
    _("the account of the card is not there"),
    _("the card has been replaced by another"),
    _("the card does not pay this way"),
    _("the card does not pay in this currency"),
    _("the bank does not permit payments like this"),
    _("the bank wants to speak with the holder of the card"),
    _("the bank does not want to be asked again for this card"),
    _("the card is one for tests"),
    _("there is no card any more"),
    _("the account has been closed"),
    _("the account is not there"),
    _("the number of the account is wrong"),
    _("the account does not pay this way"),
    _("the bank has restricted the account"),
    _("the payment method does not pay now"),
    _("the payment method does not pay"),
    _("the payment method is restricted"),
    _("the payment method is not activated"),
    _("the mandate for the account is not valid"),
    _("the account takes no direct debits"),
    _("the bank wants a confirmation"),
    _("the confirmation did not succeed"),
    _("the bank wants a confirmation on the telephone"),
    _("the supporter has told the bank to stop it"),
    _("the supporter has told the bank to stop all regular payments"),
    _("the supporter has told the bank that the debit was not allowed"),
    _("the supporter has cancelled the mandate"),
    _("the supporter has refused it"),
    _("the provider suspects fraud"),
    _("the card is on our list of those never to be asked"),
    _("the bank suspects fraud"),
)


def refusal_word(code: str | None) -> str:
    """`expired_card` → `the card has expired`, as the end of a sentence."""
    return str(gettext(MEANINGS.get(code or "", _NO_REASON)))


_p = lazy_pgettext

STATES = {
    PlanStatus.ACTIVE: _p("regular gift", "Active"),
    PlanStatus.PAST_DUE: _p("regular gift", "Overdue"),
    PlanStatus.PAUSED: _p("regular gift", "Paused"),
    PlanStatus.CANCELLED: _p("regular gift", "Cancelled"),
    PlanStatus.ENDED: _p("regular gift", "Ended"),
}
BEGINNING = _p("regular gift", "Not begun yet")
INTERVALS = {
    Interval.MONTHLY: _p("rhythm", "monthly"),
    Interval.QUARTERLY: _p("rhythm", "quarterly"),
    Interval.YEARLY: _p("rhythm", "yearly"),
}
KINDS = {PlanKind.CARD: _("Card"), PlanKind.STANDING_ORDER: _("Standing order")}
INSTALMENTS = {
    InstalmentStatus.DUE: _p("instalment", "Being collected"),
    InstalmentStatus.FAILING: _p("instalment", "Overdue"),
    InstalmentStatus.SETTLED: _p("instalment", "Received"),
    InstalmentStatus.HELD: _p("instalment", "Held for review"),
    InstalmentStatus.SKIPPED: _p("instalment", "Skipped"),
    InstalmentStatus.LOST: _p("instalment", "Lost"),
}
CHANGES = {
    ChangeKind.AMOUNT: _("Another amount"),
    ChangeKind.INTERVAL: _("Another rhythm"),
    ChangeKind.DATE: _("Another date"),
    ChangeKind.FUND: _("Another fund"),
    ChangeKind.PAUSE: _("A pause"),
    ChangeKind.SKIP: _("Skip the next gift"),
    ChangeKind.RESUME: _("End of the pause"),
    ChangeKind.CANCEL: _("The end"),
    ChangeKind.CARD: _("Another card"),
}
ENDS = {
    EndReason.SUPPORTER: _("The supporter cancelled it."),
    EndReason.STAFF: _("It was cancelled here on the supporter’s behalf."),
    EndReason.PROVIDER: _("It was cancelled at the payment provider."),
    EndReason.COMPLETED: _("All instalments that were agreed have come."),
    EndReason.UNPAID: _("It could not be collected any more."),
    EndReason.NEVER_PAID: _("Not even its first instalment was paid."),
}


def state_word(status: str) -> str:
    """`past_due` → `Failing`."""
    return str(STATES[PlanStatus(status)])


def interval_word(interval: str) -> str:
    """`monthly` → `monthly`, in the reader's language."""
    return str(INTERVALS[Interval(interval)])


def kind_word(kind: str) -> str:
    """`standing_order` → `Standing order`."""
    return str(KINDS[PlanKind(kind)])


def end_word(reason: str | None) -> str:
    """Why it is over, as a sentence."""
    return str(ENDS[EndReason(reason)]) if reason else ""


def each_time(amount: Money, interval: str) -> str:
    """`50,00 zł a month`."""
    texts = {
        Interval.MONTHLY: gettext("%(amount)s a month", amount=money(amount)),
        Interval.QUARTERLY: gettext("%(amount)s a quarter", amount=money(amount)),
        Interval.YEARLY: gettext("%(amount)s a year", amount=money(amount)),
    }
    return texts[Interval(interval)]


def card_word(card: PlanCard | None) -> str:
    """`Visa ·· 4242`."""
    if card is None:
        return ""
    name = card.brand or card.kind
    return " ".join(filter(None, (name.replace("_", " ").capitalize(), card.last4 and f"·· {card.last4}")))


def expiry_word(card: PlanCard | None) -> str:
    """`11/2027`."""
    return f"{card.exp_month:02}/{card.exp_year}" if card and card.exp_month and card.exp_year else ""


def months_word(months: int) -> str:
    """`2 months`."""
    return ngettext("%(num)d month", "%(num)d months", months)


def choices(words: dict[Any, Any]) -> list[tuple[str, str]]:
    """As a filter or a field offers them."""
    return [(str(value), str(word)) for value, word in words.items()]


def states_to_choose() -> list[tuple[str, str]]:
    """First what several states have in common."""
    together = [(GOES_ON, gettext("All that go on")), (COLLECTED, gettext("Collected now"))]
    return [*together, *choices(STATES), (NOT_BEGUN, str(BEGINNING))]


def state_of(plan: RecurringPlan) -> str:
    """As the badge shows it: before its first money a plan has not begun."""
    is_waiting = plan.kind == PlanKind.CARD and plan.supporter_id is None and not plan.is_over
    return NOT_BEGUN if is_waiting else plan.status
