"""Finding plans, their instalments and what was asked of them."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, func, or_, select

from donations.core import clock
from donations.core.database import session
from donations.core.errors import NotFound
from donations.giving.models import Donation
from donations.recurring.history_models import CollectionFailure, PlanChange, PlanHistory
from donations.recurring.models import Instalment, RecurringPlan
from donations.recurring.reasons import ChangeKind
from donations.recurring.states import InstalmentStatus, PlanStatus

_LATELY = timedelta(days=60)


def plan_by_id(plan_id: UUID, *, lock: bool = False) -> RecurringPlan:
    """Raises `NotFound`. `lock`: nobody else changes it until the transaction ends; always before its donations."""
    found = session.get(
        RecurringPlan, plan_id, with_for_update={"of": RecurringPlan} if lock else None, populate_existing=lock
    )
    if found is None:
        raise NotFound("This regular gift is not here.")
    return found


def plan_by_provider_id(provider_plan_id: str) -> RecurringPlan | None:
    """By the provider's name, locked: for applying its words."""
    chosen = select(RecurringPlan).where(RecurringPlan.provider_plan_id == provider_plan_id)
    return session.scalar(chosen.with_for_update(of=RecurringPlan).execution_options(populate_existing=True))


def plans_of_supporter(supporter_id: UUID) -> Sequence[RecurringPlan]:
    """Those that go on first, then the newest."""
    chosen = select(RecurringPlan).where(RecurringPlan.supporter_id == supporter_id)
    return session.scalars(chosen.order_by(RecurringPlan.ended_at.is_not(None), RecurringPlan.id.desc())).all()


def goes_on_giving(supporter_id: UUID) -> bool:
    """Whether a plan of theirs is not over."""
    going_on = select(RecurringPlan.id).where(RecurringPlan.supporter_id == supporter_id)
    return session.scalar(going_on.where(RecurringPlan.ended_at.is_(None)).limit(1)) is not None


def plan_of_donation(donation_id: UUID) -> RecurringPlan | None:
    """The plan that made this donation; also while the donation is only begun."""
    of_instalment = select(Instalment.plan_id).where(Instalment.donation_id == donation_id)
    is_its = or_(RecurringPlan.id.in_(of_instalment), RecurringPlan.first_donation_id == donation_id)
    return session.scalar(select(RecurringPlan).where(is_its).limit(1))


def instalment_of_donation(donation_id: UUID) -> Instalment | None:
    """As it is now."""
    found = select(Instalment).where(Instalment.donation_id == donation_id)
    return session.scalar(found.execution_options(populate_existing=True))


def instalments_of(plan_id: UUID) -> Sequence[Instalment]:
    """The newest first."""
    chosen = select(Instalment).where(Instalment.plan_id == plan_id)
    return session.scalars(chosen.order_by(Instalment.period_start.desc(), Instalment.id.desc())).all()


def instalment_of_invoice(invoice_id: str) -> Instalment | None:
    """By the provider's name of it."""
    return session.scalar(select(Instalment).where(Instalment.provider_invoice_id == invoice_id))


def failing_instalment(plan_id: UUID) -> Instalment | None:
    """The oldest one that could not be collected yet."""
    failing = select(Instalment).where(Instalment.plan_id == plan_id, Instalment.status == InstalmentStatus.FAILING)
    return session.scalar(failing.order_by(Instalment.period_start).limit(1))


def open_instalments(plan_id: UUID) -> Sequence[Instalment]:
    """Due or failing."""
    is_open = Instalment.status.in_((InstalmentStatus.DUE, InstalmentStatus.FAILING))
    return session.scalars(select(Instalment).where(Instalment.plan_id == plan_id, is_open)).all()


def uncollected_instalments(plan_id: UUID) -> Sequence[Instalment]:
    """Due, failing, or given up or let go here while the provider may still ask for it."""
    chosen = Instalment.status.in_((InstalmentStatus.DUE, InstalmentStatus.FAILING, InstalmentStatus.LOST))
    dropped = and_(Instalment.status == InstalmentStatus.SKIPPED, Instalment.called_off_at.is_not(None))
    return session.scalars(select(Instalment).where(Instalment.plan_id == plan_id, or_(chosen, dropped))).all()


def failing_instalments(plan_id: UUID) -> Sequence[Instalment]:
    """Those that could not be collected yet, the oldest first."""
    failing = select(Instalment).where(Instalment.plan_id == plan_id, Instalment.status == InstalmentStatus.FAILING)
    return session.scalars(failing.order_by(Instalment.period_start)).all()


def paid_until(plan_id: UUID) -> date | None:
    """The day after the time that has been paid for, or is being collected; None when nothing is known of it."""
    requested = (InstalmentStatus.DUE, InstalmentStatus.FAILING, InstalmentStatus.SETTLED, InstalmentStatus.HELD)
    newest = select(func.max(Instalment.period_end)).where(
        Instalment.plan_id == plan_id, Instalment.status.in_(requested)
    )
    found: date | None = session.scalar(newest)
    return found


def count_settled(plan_id: UUID) -> int:
    """How many instalments count."""
    settled = select(func.count()).where(Instalment.plan_id == plan_id, Instalment.status == InstalmentStatus.SETTLED)
    return int(session.scalar(settled.where(Instalment.rival_of_id.is_(None))) or 0)


def last_settled_at(plan_id: UUID) -> datetime | None:
    """When the money of its newest instalment that counts came."""
    settled = select(func.max(Donation.settled_at)).join(Instalment, Instalment.donation_id == Donation.id)
    settled = settled.where(Instalment.plan_id == plan_id, Instalment.status == InstalmentStatus.SETTLED)
    found: datetime | None = session.scalar(settled)
    return found


def failure_of(instalment_id: UUID) -> CollectionFailure | None:
    """The story of its failure, open or closed."""
    return session.scalar(select(CollectionFailure).where(CollectionFailure.instalment_id == instalment_id))


def changes_of(plan_id: UUID) -> Sequence[PlanChange]:
    """The newest first."""
    chosen = select(PlanChange).where(PlanChange.plan_id == plan_id)
    return session.scalars(chosen.order_by(PlanChange.number.desc())).all()


def lately_refused(plan: RecurringPlan) -> Sequence[PlanChange]:
    """Of each kind the newest wish, where it was not made; none of a plan that is over, or of long ago."""
    newest: dict[str, PlanChange] = {}
    for change in () if plan.is_over else changes_of(plan.id):
        if change.kind != ChangeKind.CARD or "setup" in change.wanted:
            newest.setdefault(change.kind, change)
    since = clock.now() - _LATELY
    return [change for change in newest.values() if change.refused_at and change.refused_at > since]


def cancelling_of(plan_id: UUID) -> PlanChange | None:
    """The newest wish to end it that was not refused: from that moment on no money is wanted."""
    chosen = select(PlanChange).where(PlanChange.plan_id == plan_id, PlanChange.kind == ChangeKind.CANCEL)
    return session.scalar(chosen.where(PlanChange.refused_at.is_(None)).order_by(PlanChange.number.desc()).limit(1))


def open_changes(plan_id: UUID) -> Sequence[PlanChange]:
    """Asked for and not in force yet, the oldest first; without pages for a card that nobody has finished."""
    chosen = select(PlanChange).where(PlanChange.plan_id == plan_id)
    chosen = chosen.where(PlanChange.done_at.is_(None), PlanChange.refused_at.is_(None)).order_by(PlanChange.number)
    return [change for change in session.scalars(chosen) if change.kind != ChangeKind.CARD or "setup" in change.wanted]


def leaves_one_out(plan_id: UUID) -> bool:
    """Of a plan that is paused: whether it is for one donation that is left out."""
    pauses = select(PlanChange.kind).where(PlanChange.plan_id == plan_id, PlanChange.done_at.is_not(None))
    pauses = pauses.where(PlanChange.kind.in_((ChangeKind.PAUSE, ChangeKind.SKIP)))
    return session.scalar(pauses.order_by(PlanChange.number.desc()).limit(1)) == ChangeKind.SKIP


def paused_at(plan_id: UUID) -> datetime | None:
    """When the newest pause began."""
    moves = select(func.max(PlanHistory.at)).where(PlanHistory.plan_id == plan_id)
    return session.scalar(moves.where(PlanHistory.became == PlanStatus.PAUSED))


def history_of(plan_id: UUID) -> Sequence[PlanHistory]:
    """The oldest first."""
    return session.scalars(select(PlanHistory).where(PlanHistory.plan_id == plan_id).order_by(PlanHistory.id)).all()
