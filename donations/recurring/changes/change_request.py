"""What may be wanted of a plan, checked against the plan as it is. Refused in words for the person who asks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from donations.core import clock
from donations.core.errors import Refused
from donations.core.money import Money
from donations.funds.queries import open_funds
from donations.organisation.queries import the_organisation
from donations.recurring.calendar import dates_from, next_date
from donations.recurring.models import RecurringPlan
from donations.recurring.queries import open_changes, paid_until
from donations.recurring.reasons import AskedBy, ChangeKind, EndReason
from donations.recurring.states import Interval, PlanKind

LONGEST_PAUSE = 6  # months
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A wish in the words of the form; made by the functions below."""

    kind: ChangeKind
    facts: Mapping[str, Any]


def amount(donation: Money, covered_costs: Money | None = None) -> Wanted:
    """Another sum; the costs are part of it."""
    return Wanted(ChangeKind.AMOUNT, {"amount": donation, "costs": covered_costs or Money(0, donation.currency)})


def interval(rhythm: Interval) -> Wanted:
    """Another rhythm, from the next date on."""
    return Wanted(ChangeKind.INTERVAL, {"interval": rhythm})


def next_collection(on: date) -> Wanted:
    """Another next date; later ones are counted from it."""
    return Wanted(ChangeKind.DATE, {"on": on})


def fund(fund_id: UUID) -> Wanted:
    """Another purpose."""
    return Wanted(ChangeKind.FUND, {"fund_id": fund_id})


def pause(months: int) -> Wanted:
    """Nothing for so many months from today."""
    return Wanted(ChangeKind.PAUSE, {"months": months})


def leave_out() -> Wanted:
    """The next one is left out."""
    return Wanted(ChangeKind.SKIP, {})


def resume() -> Wanted:
    """The end of a pause."""
    return Wanted(ChangeKind.RESUME, {})


def cancel() -> Wanted:
    """The end."""
    return Wanted(ChangeKind.CANCEL, {})


def checked(plan: RecurringPlan, wanted: Wanted, asked_by: AskedBy) -> dict[str, Any]:
    """As it is stored. Raises `Refused`."""
    if plan.is_over or (wanted.kind != ChangeKind.CANCEL and _is_open(plan, ChangeKind.CANCEL)):
        raise Refused("This regular gift has ended already.")
    if wanted.kind == ChangeKind.CANCEL:
        reason = EndReason.STAFF if asked_by == AskedBy.STAFF else EndReason.SUPPORTER
        return {"end_reason": reason}
    return _CHECKS[wanted.kind](plan, wanted.facts)


def dates_to_choose(plan: RecurringPlan) -> tuple[date, date] | None:
    """The first and the last day the next one may be moved to: never into a time that is paid for.

    One that was moved ahead may be moved back, as far as to the end of that time.
    """
    if plan.next_on is None or plan.is_paused:
        return None
    tomorrow = today() + _DAY
    first = min(paid_until(plan.id) or plan.next_on, plan.next_on)
    return max(first, tomorrow), next_date(max(plan.next_on, tomorrow), Interval(plan.interval), 1)


def pauses_to_choose(plan: RecurringPlan) -> list[int]:
    """Of how many months a pause may be: one that ends before anything is collected is none."""
    months = range(1, LONGEST_PAUSE + 1)
    return [each for each in months if not _is_in_vain(plan, next_date(today(), Interval.MONTHLY, each))]


def today() -> date:
    """Where the foundation is."""
    return clock.local_date(clock.now(), the_organisation().zone)


def _same() -> Refused:
    return Refused("It is so already.")


def _is_open(plan: RecurringPlan, kind: ChangeKind) -> bool:
    """Asked for before, and still on its way to the provider."""
    return any(change.kind == kind for change in open_changes(plan.id))


def _amount(plan: RecurringPlan, facts: Mapping[str, Any]) -> dict[str, Any]:
    donation, costs = facts["amount"], facts["costs"]
    if donation.currency != plan.currency:
        raise Refused("The currency of a regular gift cannot change: please end this one and begin another.")
    currencies = the_organisation().currencies
    if donation.currency in currencies:
        least, most = the_organisation().limits(donation.currency)
        if not least <= donation - costs <= most:
            raise Refused("Please choose an amount from %(least)s to %(most)s.", least=least, most=most)
    if donation.minor <= costs.minor:
        raise Refused("Please write an amount in %(currency)s.", currency=donation.currency)
    if (donation, costs) == (plan.amount, plan.covered_costs):
        raise _same()
    return {"amount_minor": donation.minor, "covered_costs_minor": costs.minor}


def _interval(plan: RecurringPlan, facts: Mapping[str, Any]) -> dict[str, Any]:
    if facts["interval"] == plan.interval:
        raise _same()
    return {"interval": Interval(facts["interval"]).value}


def _date(plan: RecurringPlan, facts: Mapping[str, Any]) -> dict[str, Any]:
    may_be = dates_to_choose(plan)
    if may_be is None:
        raise Refused("There is no next date that could be moved. Please end the pause first.")
    if facts["on"] == plan.next_on:
        raise _same()
    if not may_be[0] <= facts["on"] <= may_be[1]:
        raise Refused("Please choose a day from %(first)s to %(last)s.", first=may_be[0], last=may_be[1])
    return {"on": facts["on"].isoformat()}


def _fund(plan: RecurringPlan, facts: Mapping[str, Any]) -> dict[str, Any]:
    if facts["fund_id"] == plan.fund_id:
        raise _same()
    if facts["fund_id"] not in {each.id for each in open_funds()}:
        raise Refused("Please choose one of the funds offered.")
    return {"fund_id": str(facts["fund_id"])}


def _pause(plan: RecurringPlan, facts: Mapping[str, Any]) -> dict[str, Any]:
    months = facts["months"]
    if not 1 <= months <= LONGEST_PAUSE:
        raise Refused("A pause lasts from one to %(most)s months.", most=LONGEST_PAUSE)
    until = next_date(today(), Interval.MONTHLY, months)
    if _is_in_vain(plan, until):
        raise Refused("Nothing is collected in that time anyway. Please skip the next gift instead.")
    if until == next(dates_from(plan.anchor_on, Interval(plan.interval), until)):
        until -= _DAY  # over before the hour at which that day's donation is collected
    return {"until": until.isoformat()}


def _is_in_vain(plan: RecurringPlan, until: date) -> bool:
    return plan.next_on is not None and until <= plan.next_on and not plan.is_paused


def _skip(plan: RecurringPlan, _facts: Mapping[str, Any]) -> dict[str, Any]:
    if plan.next_on is None or plan.is_paused or _is_open(plan, ChangeKind.PAUSE):
        raise Refused("There is no next gift to skip.")
    return {"until": (plan.next_on + _DAY).isoformat()}


def _resume(plan: RecurringPlan, _facts: Mapping[str, Any]) -> dict[str, Any]:
    if not plan.is_paused:
        raise Refused("This regular gift is not paused.")
    return {}


def _card(plan: RecurringPlan, _facts: Mapping[str, Any]) -> dict[str, Any]:
    if plan.kind != PlanKind.CARD or plan.provider_customer_id is None:
        raise Refused("This regular gift is not collected from a card.")
    return {}


_CHECKS: dict[ChangeKind, Callable[[RecurringPlan, Mapping[str, Any]], dict[str, Any]]] = {
    ChangeKind.AMOUNT: _amount,
    ChangeKind.INTERVAL: _interval,
    ChangeKind.DATE: _date,
    ChangeKind.FUND: _fund,
    ChangeKind.PAUSE: _pause,
    ChangeKind.SKIP: _skip,
    ChangeKind.RESUME: _resume,
    ChangeKind.CARD: _card,
}
