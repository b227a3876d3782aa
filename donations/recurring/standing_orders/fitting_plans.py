"""Which standing order a gift that came by hand may be an instalment of, and whether that is beyond doubt."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from donations.core.database import lock_words, session
from donations.giving.by_hand.record_donation import Giver
from donations.giving.desk_models import ManualMethod, ManualRecord
from donations.giving.models import Donation
from donations.giving.states import DonationStatus, Frequency
from donations.recurring.instalments.add_instalment import Period
from donations.recurring.models import Instalment, RecurringPlan
from donations.recurring.queries import count_settled
from donations.recurring.standing_orders.rhythm import dates_near
from donations.recurring.states import Interval, PlanKind
from donations.supporters.find_or_add_supporter import email_key
from donations.supporters.models import Supporter

_USUAL = (ManualMethod.BANK_TRANSFER, ManualMethod.CASH)
_GOING_ON = (RecurringPlan.kind == PlanKind.STANDING_ORDER, RecurringPlan.ended_at.is_(None))


@dataclass(frozen=True, slots=True)
class Fit:
    """The gift came near this date of the plan, for which nothing is recorded."""

    plan: RecurringPlan
    due_on: date
    is_sure: bool = False


def standing_orders_of(supporter_ids: Collection[UUID], *, lock: bool = False) -> list[RecurringPlan]:
    """Those that go on, oldest first. `lock`: nobody else changes them until the transaction ends."""
    wanted = select(RecurringPlan).where(RecurringPlan.supporter_id.in_(supporter_ids), *_GOING_ON)
    if lock:
        wanted = wanted.with_for_update(of=RecurringPlan).execution_options(populate_existing=True)
    return [*session.scalars(wanted.order_by(RecurringPlan.id))]


def plans_for(donation: Donation, record: ManualRecord | None) -> list[RecurringPlan]:
    """Those it may be counted in: of its supporter, in its currency; none for a gift that is an instalment already."""
    counts = donation.status == DonationStatus.SETTLED and donation.frequency == Frequency.ONCE
    if record is None or not counts or donation.supporter_id is None:
        return []
    return _alike(donation, standing_orders_of([donation.supporter_id]))


def fits(donation: Donation, record: ManualRecord, plans: Iterable[RecurringPlan]) -> list[Fit]:
    """Of these plans those with a free date near the day it came.

    It is sure when there is one such plan, and the gift is what that plan promised: its amount, for its fund, by bank
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
    asked = (donation.supporter_id, donation.currency)
    return [plan for plan in plans if (plan.supporter_id, plan.currency) == asked]


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


def hold_guesses() -> None:
    """One transaction at a time looks for standing orders, or says what gifts are."""
    lock_words("plan guesses")


def hold_standing_orders(givers: Iterable[Giver]) -> None:
    """Before gifts of theirs are recorded: the guesses, and the plans they may be instalments of."""
    hold_guesses()
    known = [*givers]
    keys = {email_key(each.email) for each in known if each.email}
    supporters = {each.supporter_id for each in known if each.supporter_id}
    supporters |= {*session.scalars(select(Supporter.id).where(Supporter.email_key.in_(keys)))}
    if supporters:
        standing_orders_of(supporters, lock=True)


def hold_donations(donation_ids: Collection[UUID]) -> None:
    """Before a plan is recorded that they become instalments of."""
    session.execute(select(Donation.id).where(Donation.id.in_(donation_ids)).order_by(Donation.id).with_for_update())
