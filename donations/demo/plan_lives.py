"""What becomes of a made-up recurring plan: it is collected, fails and is mended, changes, rests, ends."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import TypeVar
from zoneinfo import ZoneInfo

from donations.core import clock
from donations.core.money import Money
from donations.demo.plans import (
    DRAFT,
    MadeUpCard,
    MadeUpChange,
    MadeUpFailure,
    MadeUpInstalment,
    MadeUpMove,
    MadeUpPlan,
)
from donations.giving.start.cover_costs import costs_to_cover
from donations.recurring.calendar import morning_of
from donations.recurring.decline_families import Family, family_of
from donations.recurring.plan.begin_plan import BEGUN
from donations.recurring.reasons import ENDS_AS, ChangeKind, EndReason, RecoveredBy, RequestedBy
from donations.recurring.states import InstalmentStatus, Interval, PlanKind, PlanStatus

T = TypeVar("T")
_DAY, _PROMPT = timedelta(days=1), timedelta(seconds=40)
_INTERVALS = {Interval.MONTHLY: 86, Interval.YEARLY: 12, Interval.QUARTERLY: 2}
_BY_BANK = 0.1  # the share of standing orders
_PLEDGED = {6: 1, 12: 5, 24: 2, None: 92}
# What befalls one date of a plan, in parts of a thousand; the rest is collected as ever.
_FATES = {"end": 28, "fail": 50, "pause": 10, "change": 14, "nothing": 898}
_NEWEST = {"end": 28, "fail": 140, "pause": 50, "change": 14, "nothing": 768}  # what is seen now: more of everything
_ENDS = {EndReason.SUPPORTER: 58, EndReason.PROVIDER: 8, EndReason.UNPAID: 34}
_CODES = {"insufficient_funds": 55, "generic_decline": 15, "expired_card": 20, "authentication_required": 10}
_MENDED_AFTER = (1, 1, 2, 3, 5, 6, 9, 13, 19)  # days
_GIVEN_UP_AFTER = 21 * _DAY
_MENDS = {
    Family.RETRY: (RecoveredBy.OUR_RETRY, RecoveredBy.PROVIDER_RETRY),
    Family.NEW_CARD: (RecoveredBy.NEW_CARD, RecoveredBy.NEW_CARD, RecoveredBy.CARD_RENEWED),
    Family.CONFIRM: (RecoveredBy.CONFIRMED, RecoveredBy.PAYMENT_PAGE),
}
_REASONS = ("", "", "", "Muszę na razie oszczędzać.", "Dziękuję, wspieram teraz kogoś innego.", "I am moving abroad.")
_RAISES = (0.5, 1.2, 1.5, 2)


class Lives:
    """Tells one life after the other. `has_staff`: somebody can have recorded standing orders."""

    def __init__(self, random: Random, now: datetime, zone: str, *, has_staff: bool) -> None:
        self.random, self.now, self.zone, self.has_staff = random, now, zone, has_staff

    def live(self, amount: Money, covered_costs: int, started_at: datetime) -> MadeUpPlan:
        """From the first instalment, at that moment, until today or its end."""
        plan = self._begin(amount, covered_costs, started_at)
        number = 0
        while plan.ended_at is None and plan.next_on is not None:
            start, _ = plan.period(number)
            plan.next_on = start
            if came_at(plan, start, self.zone) > self.now or plan.paused_until:
                break
            number = self._meet(plan, number)
        if plan.paused_until:
            plan.next_on = plan.date_from(plan.paused_until)
        if plan.ended_at:
            plan.next_on = None
        return plan

    def _begin(self, amount: Money, covered_costs: int, started_at: datetime) -> MadeUpPlan:
        is_by_bank = self.has_staff and self.random.random() < _BY_BANK
        day = clock.local_date(started_at, self.zone)
        return MadeUpPlan(
            kind=PlanKind.STANDING_ORDER if is_by_bank else PlanKind.CARD,
            interval=self._pick(_INTERVALS),
            amount=amount,
            covered_costs=0 if is_by_bank else covered_costs,
            started_at=started_at,
            started_on=day,
            next_on=day,
            card=None if is_by_bank else self._card(),
            instalments_planned=self._pick(_PLEDGED),
            moves=[MadeUpMove(PlanStatus.ACTIVE, BEGUN, started_at)],
        )

    def _card(self) -> MadeUpCard:
        month = self.now.year * 12 + self.now.month + self.random.randrange(1, 48)
        brand = self.random.choice(("visa", "visa", "mastercard"))
        return MadeUpCard(brand, f"{self.random.randrange(10_000):04}", (month - 1) // 12, (month - 1) % 12 + 1)

    def _meet(self, plan: MadeUpPlan, number: int) -> int:
        """One date; the number of the next."""
        fate = self._fate(plan, number) if number else "nothing"
        if fate == "end":
            self._end(plan, number)
            return number + 1
        if fate == "pause":
            return self._pause(plan, number)
        if fate == "change":
            self._change(plan, number)
        plan.instalments.append(instalment_of(plan, number, self.zone))
        if fate == "fail":
            self._fail(plan, self.random.choice(_MENDED_AFTER) * _DAY)
        if plan.instalments_planned and len(plan.settled()) >= plan.instalments_planned:
            over(plan, plan.instalments[-1].at, EndReason.COMPLETED, "completed")
        return number + 1

    def _fate(self, plan: MadeUpPlan, number: int) -> str:
        is_newest = came_at(plan, plan.period(number + 1)[0], self.zone) > self.now
        fate = self._pick(_NEWEST if is_newest else _FATES)
        is_simple = plan.kind == PlanKind.STANDING_ORDER or plan.interval != Interval.MONTHLY
        return "nothing" if is_simple and fate in ("fail", "pause") else fate

    def _fail(self, plan: MadeUpPlan, recovered_after: timedelta) -> None:
        """The newest instalment: mended after a while, if that is over by now."""
        code = self._pick(_CODES)
        way = self.random.choice(_MENDS[family_of(code)])
        fail(plan, MadeUpFailure(plan.instalments[-1].at, code), recovered_after, way, self.now)

    def _lose(self, plan: MadeUpPlan, number: int) -> None:
        failing = instalment_of(plan, number, self.zone)
        failure = MadeUpFailure(failing.at, self._pick(_CODES))
        lost_at = failing.at + _GIVEN_UP_AFTER
        is_over = lost_at <= self.now
        failure = replace(failure, lost_at=lost_at if is_over else None)
        status = InstalmentStatus.LOST if is_over else InstalmentStatus.FAILING
        plan.instalments.append(replace(failing, status=status, failure=failure))
        plan.moves.append(MadeUpMove(PlanStatus.PAST_DUE, "instalment", failing.at))
        if is_over:
            over(plan, lost_at, EndReason.UNPAID, "given_up")

    def _end(self, plan: MadeUpPlan, number: int) -> None:
        reason = self._pick(_ENDS)
        if reason == EndReason.UNPAID and plan.kind == PlanKind.CARD:
            self._lose(plan, number)
            return
        at = came_at(plan, plan.period(number)[0], self.zone) - self.random.randrange(1, 7) * _DAY
        if reason == EndReason.PROVIDER and plan.kind == PlanKind.CARD:
            over(plan, at, reason, "reported")
            return
        chosen = {"end_reason": EndReason.SUPPORTER.value}
        words = self.random.choice(_REASONS)
        plan.changes.append(MadeUpChange(ChangeKind.CANCEL, chosen, {"status": plan.status.value}, at, reason=words))
        over(plan, at, EndReason.SUPPORTER, "cancel", change=len(plan.changes) - 1)

    def _pause(self, plan: MadeUpPlan, number: int) -> int:
        """Some dates are left out; the number of the first that is not."""
        first = plan.period(number)[0]
        asked_at, many = plan.begins_at(first) - 3 * _DAY, self.random.randrange(1, 4)
        until = plan.period(number + many - 1)[0] + _DAY
        kind = ChangeKind.SKIP if many == 1 else ChangeKind.PAUSE
        plan.changes.append(MadeUpChange(kind, {"until": until.isoformat()}, {"paused_until": None}, asked_at))
        plan.moves.append(MadeUpMove(PlanStatus.PAUSED, kind.value, asked_at, len(plan.changes) - 1))
        for each in range(number, number + many):
            if plan.begins_at(plan.period(each)[0]) <= self.now:
                skipped = replace(instalment_of(plan, each, self.zone), status=InstalmentStatus.SKIPPED)
                plan.instalments.append(skipped)
        goes_on_at = morning_of(until, self.zone)
        if goes_on_at <= self.now:
            plan.moves.append(MadeUpMove(PlanStatus.ACTIVE, "reported", goes_on_at))
        else:
            plan.paused_until = until
        return number + many

    def _change(self, plan: MadeUpPlan, number: int) -> None:
        minor = max(int(plan.amount.minor * self.random.choice(_RAISES)) // 500 * 500, 500)
        asked_at = plan.begins_at(plan.period(number)[0]) - 5 * _DAY
        change_amount(plan, Money(minor, plan.amount.currency), asked_at)

    def _pick(self, weights: dict[T, int]) -> T:
        return self.random.choices(list(weights), list(weights.values()))[0]


def instalment_of(plan: MadeUpPlan, number: int, zone: str) -> MadeUpInstalment:
    """Collected as it was due."""
    start, end = plan.period(number)
    return MadeUpInstalment(came_at(plan, start, zone), start, end, plan.amount, plan.covered_costs)


def came_at(plan: MadeUpPlan, start: date, zone: str) -> datetime:
    """When the money of a period comes: at noon what a bank sends."""
    if plan.kind == PlanKind.STANDING_ORDER:
        return datetime.combine(start, time(12), ZoneInfo(zone)).astimezone(plan.started_at.tzinfo)
    return plan.begins_at(start) + (_PROMPT if start == plan.started_on else DRAFT + _PROMPT)


def over(plan: MadeUpPlan, at: datetime, reason: EndReason, why: str, change: int | None = None) -> None:
    """It ends."""
    plan.ended_at, plan.end_reason = at, reason
    plan.moves.append(MadeUpMove(ENDS_AS[reason], why, at, change))


def fail(plan: MadeUpPlan, failure: MadeUpFailure, after: timedelta, way: RecoveredBy, now: datetime) -> None:
    """The newest instalment could not be collected; `after` a while it could, if that is over by `now`."""
    mended_at = failure.began_at + after
    plan.moves.append(MadeUpMove(PlanStatus.PAST_DUE, "instalment", failure.began_at))
    if mended_at > now:
        plan.instalments[-1] = replace(plan.instalments[-1], status=InstalmentStatus.FAILING, failure=failure)
        return
    failure = replace(failure, mended_at=mended_at, mended_by=way)
    plan.instalments[-1] = replace(plan.instalments[-1], at=mended_at, failure=failure)
    plan.moves.append(MadeUpMove(PlanStatus.ACTIVE, "instalment", mended_at))


def change_amount(plan: MadeUpPlan, donation: Money, asked_at: datetime) -> None:
    """From the next instalment on; whoever covered the costs goes on doing so."""
    costs = costs_to_cover(donation, asked_at.date()) if plan.covered_costs else Money(0, donation.currency)
    was = {"amount_minor": plan.amount.minor, "covered_costs_minor": plan.covered_costs}
    plan.amount, plan.covered_costs = donation + costs, costs.minor
    chosen = {"amount_minor": plan.amount.minor, "covered_costs_minor": costs.minor}
    plan.changes.append(MadeUpChange(ChangeKind.AMOUNT, chosen, was, asked_at, RequestedBy.SUPPORTER))
