"""Everything that needs attention, whatever it is about: what there is, how much of it, and since when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    and_,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)

from donations.core import clock
from donations.core.database import session
from donations.core.money import Money
from donations.core.outbox import PARKED, Owed
from donations.giving.balances import DISPUTED_MINOR, IN_DOUBT
from donations.giving.desk_models import CancelStatus, HeldReview, PaymentCancel
from donations.giving.disputes import Dispute
from donations.giving.models import Donation, Payment, Refund
from donations.giving.queries import is_unreviewed
from donations.giving.states import DonationStatus, ReviewDecision
from donations.mail.models import WAITS_FOR_A_PERSON, Letter
from donations.payments.models import ProviderEvent
from donations.payments.states import EventState
from donations.payments.updates import DisputeStatus, RefundStatus
from donations.recurring.changes.change_request import today
from donations.recurring.history_models import UNSEEN_REFUSAL, PlanChange
from donations.recurring.models import RecurringPlan
from donations.recurring.standing_orders.find_standing_orders import likely_donations, rhythms_of
from donations.recurring.standing_orders.models import IS_OPEN, PlanGuess
from donations.reporting.newest_first import Cursor, Page, newest_first
from donations.supporters.models import OPEN, SupporterRequest

_DONATIONS_SHOWN = 200
_DISPUTED = (DisputeStatus.OPEN, DisputeStatus.INQUIRY)


class WaitsFor(StrEnum):
    REVIEW = "review"  # the money is not what was asked for
    REFUND = "refund"  # a refund came back, or was never made
    CAME = "came"  # the donation was to be cancelled, and the money came all the same
    EVIDENCE = "evidence"  # a bank asks; the provider's dashboard takes the answer


@dataclass(frozen=True, slots=True)
class Waiting:
    """One donation, what it waits for, and since when; `due_at` where somebody else has set a date."""

    waits_for: WaitsFor
    reference: str
    donor_name: str
    amount: Money
    since: datetime
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class WaitingCount:
    """Several that wait for the same; `due_at` is the first date set for one of them."""

    count: int
    due_at: datetime | None


def count_waiting() -> int:
    """For the menu."""
    counted = [select(func.count()).select_from(each.subquery()).scalar_subquery() for each in _parts()]
    return int(session.scalar(select(sum(counted[1:], start=counted[0]))) or 0)


def count_by_kind() -> dict[WaitsFor, WaitingCount]:
    """How many of each; what nothing waits for is missing."""
    each = union_all(*_parts()).subquery()
    rows = session.execute(select(each.c.waits_for, func.count(), func.min(each.c.due)).group_by(each.c.waits_for))
    return {WaitsFor(waits_for): WaitingCount(count, due_at) for waits_for, count, due_at in rows}


def waiting_for_a_person() -> list[Waiting]:
    """The oldest first; what has a date before all others."""
    rows = session.execute(union_all(*_parts()).limit(_DONATIONS_SHOWN))
    found = [
        Waiting(
            WaitsFor(row.waits_for), row.reference, row.donor_name, Money(row.minor, row.currency), row.since, row.due
        )
        for row in rows
    ]
    return sorted(found, key=lambda each: (each.due_at is None, each.due_at or each.since, each.reference))


def _parts() -> list[Select[Any]]:
    held = _row(WaitsFor.REVIEW, Donation, Donation.started_at, came=_came).where(is_unreviewed())
    failed = _row(WaitsFor.REFUND, Refund, Refund.reported_at).join(Donation, Donation.id == Refund.donation_id)
    due = Dispute.evidence_due_at  # afterwards nobody can do anything but wait
    disputed = _row(WaitsFor.EVIDENCE, Dispute, Dispute.first_heard_at, due)
    disputed = disputed.join(Donation, Donation.id == Dispute.donation_id)
    return [
        held,
        failed.where(Refund.status == RefundStatus.FAILED, Refund.failure_seen_at.is_(None)),
        disputed.where(Dispute.status.in_(_DISPUTED), or_(due.is_(None), due > clock.now())),
        _rejected_and_here(),
        _came_all_the_same(),
    ]


def _rejected_and_here() -> Select[Any]:
    """Its refund was never made: as when a dispute that stood in the way was won. One that failed waits by itself."""
    rejected = _row(WaitsFor.REFUND, Payment, HeldReview.at).join(Donation, Donation.id == Payment.donation_id)
    rejected = rejected.join(HeldReview, HeldReview.donation_id == Donation.id)
    requested = select(func.coalesce(func.sum(Refund.amount_minor), 0)).where(Refund.payment_id == Payment.id)
    requested = requested.where(Refund.status != RefundStatus.CANCELLED).correlate(Payment)
    disputed = select(func.coalesce(func.sum(DISPUTED_MINOR), 0)).select_from(Dispute).correlate(Payment)
    disputed = disputed.where(Dispute.payment_id == Payment.id, Dispute.status.in_(IN_DOUBT))
    bound = requested.scalar_subquery() + disputed.scalar_subquery()
    return rejected.where(
        HeldReview.decision == ReviewDecision.REJECTED, Payment.succeeded_at.is_not(None), Payment.amount_minor > bound
    )


def _came_all_the_same() -> Select[Any]:
    """The provider did not stop it, and nobody has given it back or said why it stays."""
    came = _row(WaitsFor.CAME, Payment, Payment.succeeded_at).join(Donation, Donation.id == Payment.donation_id)
    came = came.join(PaymentCancel, PaymentCancel.payment_id == Payment.id)
    is_open = and_(PaymentCancel.status == CancelStatus.REFUSED, PaymentCancel.seen_at.is_(None))
    given_back = exists().where(Refund.donation_id == Donation.id)
    return came.where(is_open, Donation.status == DonationStatus.SETTLED, ~given_back)


def _came(name: str) -> Any:
    """What its payment says, not the form. Looked up for each held donation that is shown: they are few among a
    million.
    """
    paid = select(getattr(Payment, name)).where(Payment.donation_id == Donation.id, Payment.succeeded_at.is_not(None))
    first = paid.order_by(Payment.id).limit(1).correlate(Donation).scalar_subquery()
    return func.coalesce(first, getattr(Donation, name))


def _row(waits_for: WaitsFor, model: Any, since: Any, due: Any = None, came: Any = None) -> Select[Any]:
    money = came or partial(getattr, model)
    return select(
        literal(str(waits_for)).label("waits_for"),
        Donation.reference,
        Donation.donor_name,
        money("amount_minor").label("minor"),
        money("currency").label("currency"),
        since.label("since"),
        (cast(null(), since.type) if due is None else due).label("due"),
    ).select_from(model)


CameOn = tuple[date, str]  # the day, and the donation's reference


def count_guesses() -> int:
    """From the index."""
    return session.scalar(select(func.count()).select_from(PlanGuess).where(IS_OPEN, _goes_on())) or 0


def guess_page(cursor: Cursor | None) -> Page[PlanGuess]:
    """With their supporters, the newest first."""
    return newest_first(select(PlanGuess).where(IS_OPEN, _goes_on()), PlanGuess.id, cursor)


def donations_of(guesses: Sequence[PlanGuess]) -> dict[UUID, list[CameOn]]:
    """By guess the donations it was made from, oldest first; in one question."""
    groups = likely_donations({guess.supporter_id for guess in guesses}) if guesses else []
    by_key = {(group.supporter_id, group.amount): group for group in groups}
    rhythms = rhythms_of(groups)
    found: dict[UUID, list[CameOn]] = {}
    for guess in guesses:
        key = (guess.supporter_id, guess.amount)
        places = rhythms[key].places.values() if key in rhythms else ()
        found[guess.id] = [(by_key[key].days[place], by_key[key].donations[place][1]) for place in places]
    return found


def _goes_on() -> ColumnElement[bool]:
    return PlanGuess.lapses_on > today()


_SHOWN = 200


@dataclass(frozen=True, slots=True)
class RefusedChange:
    """What was wanted, and of which plan."""

    change: PlanChange
    plan: RecurringPlan


def refused_changes() -> Sequence[RefusedChange]:
    """The oldest first."""
    statement = select(PlanChange, RecurringPlan).join(RecurringPlan, RecurringPlan.id == PlanChange.plan_id)
    statement = statement.where(UNSEEN_REFUSAL).order_by(PlanChange.refused_at, PlanChange.id)
    return [RefusedChange(*row) for row in session.execute(statement.limit(_SHOWN))]


@dataclass(frozen=True, slots=True)
class NeedsAPerson:
    """Parked events, parked work, letters that did not arrive for certain and nobody has seen to; open wishes;
    changes of plans that were not made."""

    events: int
    work: int
    letters: int
    wishes: int
    refusals: int


def needs_a_person() -> NeedsAPerson:
    """One question, answered from the indexes."""
    counted = select(
        _count(ProviderEvent, ProviderEvent.state == EventState.PARKED),
        _count(Owed, PARKED),
        _count(Letter, WAITS_FOR_A_PERSON),
        _count(SupporterRequest, OPEN),
        _count(PlanChange, UNSEEN_REFUSAL),
    )
    return NeedsAPerson(*session.execute(counted).one())


def _count(model: type[Any], condition: Any) -> ScalarSelect[int]:
    return select(func.count()).select_from(model).where(condition).scalar_subquery()
