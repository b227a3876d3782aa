"""Standing orders by bank transfer: which plan a donation fits, and those nobody recorded, found in what came."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import exists, select

from donations.core import outbox
from donations.core.database import lock_words, session
from donations.core.money import Money
from donations.core.outbox import Tick
from donations.giving.by_hand.record_donation import Giver
from donations.giving.desk_models import ManualMethod, ManualRecord
from donations.giving.models import Donation, Refund
from donations.giving.states import DonationStatus, Frequency
from donations.recurring.changes.change_request import today
from donations.recurring.events import SupportersToGuess
from donations.recurring.instalments.settle_instalment import Period
from donations.recurring.models import Instalment, RecurringPlan
from donations.recurring.queries import count_settled
from donations.recurring.standing_orders.models import PlanGuess
from donations.recurring.standing_orders.rhythm import Rhythm, dates_near, find_rhythm
from donations.recurring.states import Interval, PlanKind
from donations.supporters.models import Supporter
from donations.supporters.queries import email_key

_USUAL = (ManualMethod.BANK_TRANSFER, ManualMethod.CASH)
_GOING_ON = (RecurringPlan.kind == PlanKind.STANDING_ORDER, RecurringPlan.ended_at.is_(None))


@dataclass(frozen=True, slots=True)
class Fit:
    """The donation came near this date of the plan, for which nothing is recorded."""

    plan: RecurringPlan
    due_on: date
    is_sure: bool = False


def standing_orders_of(supporter_ids: Collection[UUID], *, lock: bool = False) -> list[RecurringPlan]:
    """Those that go on, oldest first. `lock`: nobody else changes them until the transaction ends."""
    chosen = select(RecurringPlan).where(RecurringPlan.supporter_id.in_(supporter_ids), *_GOING_ON)
    if lock:
        chosen = chosen.with_for_update(of=RecurringPlan).execution_options(populate_existing=True)
    return [*session.scalars(chosen.order_by(RecurringPlan.id))]


def plans_for(donation: Donation, record: ManualRecord | None) -> list[RecurringPlan]:
    """Those it may be counted in: of its supporter, in its currency; none for a donation that is an instalment
    already.
    """
    counts = donation.status == DonationStatus.SETTLED and donation.frequency == Frequency.ONCE
    if record is None or not counts or donation.supporter_id is None:
        return []
    return _alike(donation, standing_orders_of([donation.supporter_id]))


def fits(donation: Donation, record: ManualRecord, plans: Iterable[RecurringPlan]) -> list[Fit]:
    """Of these plans those with a free date near the day it came.

    It is sure when there is one such plan, and the donation is what that plan promised: its amount, for its fund,
    by bank
    or in cash, while it is not paused.
    """
    alike = _alike(donation, plans)
    taken = _taken(alike)
    found = [
        Fit(plan, due_on)
        for plan in alike
        if (due_on := _free_date_near(plan, record.received_on, taken[plan.id])) is not None
    ]
    if len(found) == 1 and _is_as_promised(donation, record, found[0].plan):
        return [Fit(found[0].plan, found[0].due_on, is_sure=True)]
    return found


def _free_date_near(plan: RecurringPlan, day: date, taken: Sequence[Period]) -> date | None:
    """The nearest date of the plan for which nothing came yet, at most a few days off."""
    near = [due for _, due in dates_near(plan.anchor_on, Interval(plan.interval), day) if due >= plan.started_on]
    return next((due for due in near if not any(start <= due < end for start, end in taken)), None)


def _taken(plans: Collection[RecurringPlan]) -> dict[UUID, list[Period]]:
    """By plan the periods that something came for."""
    taken: dict[UUID, list[Period]] = {plan.id: [] for plan in plans}
    came = select(Instalment.plan_id, Instalment.period_start, Instalment.period_end)
    came = came.where(Instalment.plan_id.in_(taken), Instalment.donation_id.is_not(None))
    for plan_id, start, end in session.execute(came) if taken else ():
        taken[plan_id].append((start, end))
    return taken


def _alike(donation: Donation, plans: Iterable[RecurringPlan]) -> list[RecurringPlan]:
    requested = (donation.supporter_id, donation.currency)
    return [plan for plan in plans if (plan.supporter_id, plan.currency) == requested]


def _is_as_promised(donation: Donation, record: ManualRecord, plan: RecurringPlan) -> bool:
    if donation.amount != plan.amount or plan.is_paused or record.method not in _USUAL:
        return False
    return _is_for(donation, plan.fund_id) and not _ends_silently(donation, plan)


def _is_for(donation: Donation, fund_id: UUID) -> bool:
    shares: Sequence[UUID] = [share.fund_id for share in donation.allocations]
    return shares == [fund_id]


def _ends_silently(donation: Donation, plan: RecurringPlan) -> bool:
    """The last of a pledge, from another system: its supporter would be told of the end by what is to tell nobody."""
    planned = plan.instalments_planned
    return donation.has_receipt_elsewhere and planned is not None and count_settled(plan.id) + 1 >= planned


def lock_guesses() -> None:
    """One transaction at a time looks for standing orders, or says what donations are."""
    lock_words("plan guesses")


def lock_standing_orders(givers: Iterable[Giver]) -> None:
    """Before donations of theirs are recorded: the guesses, and the plans they may be instalments of."""
    lock_guesses()
    known = [*givers]
    keys = {email_key(each.email) for each in known if each.email}
    supporters = {each.supporter_id for each in known if each.supporter_id}
    supporters |= {*session.scalars(select(Supporter.id).where(Supporter.email_key.in_(keys)))}
    if supporters:
        standing_orders_of(supporters, lock=True)


def lock_donations(donation_ids: Collection[UUID]) -> None:
    """Before a plan is recorded that they become instalments of."""
    session.execute(select(Donation.id).where(Donation.id.in_(donation_ids)).order_by(Donation.id).with_for_update())


_MOST = 120  # of one amount: ten years of months, the newest


@dataclass(slots=True)
class LikelyDonations:
    """Those of one supporter and amount, oldest first: the days they came on, and which they are."""

    supporter_id: UUID
    amount: Money
    days: list[date] = field(default_factory=list)
    donations: list[tuple[UUID, str]] = field(default_factory=list)  # id and reference

    def keep_newest(self) -> None:
        """However long it goes on."""
        self.days, self.donations = self.days[-_MOST:], self.donations[-_MOST:]


def likely_donations(supporter_ids: Collection[UUID]) -> list[LikelyDonations]:
    """Of these supporters, in one question along the index of their donations.

    Which count is asked by the day they came: by their state SQLite would go through all that count.
    """
    chosen = (
        select(Donation.supporter_id, Donation.amount, ManualRecord.received_on, Donation.id, Donation.reference)
        .join(ManualRecord, ManualRecord.donation_id == Donation.id)
        .where(Donation.supporter_id.in_(supporter_ids), Donation.frequency == Frequency.ONCE)
        .where(Donation.settled_at.is_not(None), ManualRecord.method == ManualMethod.BANK_TRANSFER)
        .where(~exists().where(Refund.donation_id == Donation.id))  # what was sent back was a mistake
        .order_by(ManualRecord.received_on, Donation.id)
    )
    groups: dict[tuple[UUID, Money], LikelyDonations] = {}
    for supporter_id, amount, day, donation_id, reference in session.execute(chosen):
        if supporter_id:
            group = groups.setdefault((supporter_id, amount), LikelyDonations(supporter_id, amount))
            group.days.append(day)
            group.donations.append((donation_id, reference))
    for group in groups.values():
        group.keep_newest()
    return [*groups.values()]


Key = tuple[UUID, Money]
_LEAST = 2  # donations


def guess_plans(supporter_ids: Collection[UUID]) -> None:
    """In the caller's transaction. What somebody said is no standing order stays dismissed."""
    lock_guesses()
    found = rhythms_of(likely_donations(supporter_ids))
    known = {(guess.supporter_id, guess.amount): guess for guess in _guesses_of(supporter_ids)}
    if not found and not known:
        return
    recorded = {(plan.supporter_id, plan.amount) for plan in standing_orders_of(supporter_ids)}
    for key, rhythm in found.items():
        if key not in recorded and rhythm.lapses_on > today():
            _keep(known.pop(key, None), key, rhythm)
    for guess in known.values():
        if guess.dismissed_at is None:
            session.delete(guess)
    session.flush()


def rhythms_of(groups: Collection[LikelyDonations]) -> dict[Key, Rhythm]:
    """Of those that have one."""
    several = (group for group in groups if len(group.days) >= _LEAST)
    found = (((group.supporter_id, group.amount), find_rhythm(group.days)) for group in several)
    return {key: rhythm for key, rhythm in found if rhythm}


def _guesses_of(supporter_ids: Collection[UUID]) -> list[PlanGuess]:
    chosen = select(PlanGuess).where(PlanGuess.supporter_id.in_(supporter_ids))
    return [*session.scalars(chosen.execution_options(populate_existing=True))]


def _keep(known: PlanGuess | None, key: Key, rhythm: Rhythm) -> None:
    guess = known or PlanGuess(supporter_id=key[0], amount=key[1])
    guess.interval, guess.anchor_on, guess.first_on = rhythm.interval, rhythm.anchor, rhythm.first_on
    guess.donations, guess.lapses_on = len(rhythm.places), rhythm.lapses_on
    session.add(guess)


SOME = 200
_BEFORE_ALL = UUID(int=0)


def find_standing_orders(_event: Tick) -> None:
    """By the clock: begin with the first supporter there is."""
    outbox.record(SupportersToGuess(_BEFORE_ALL))


def look_through_some(event: SupportersToGuess) -> None:
    """The next ones, and what follows them is owed."""
    following = select(Supporter.id).where(Supporter.id > event.after_id).order_by(Supporter.id).limit(SOME)
    some = [*session.scalars(following)]
    if some:
        guess_plans(some)
        outbox.record(SupportersToGuess(some[-1]))
