"""Everything there is to know of one plan, in few questions: for its page at the desk."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from donations.core.database import session
from donations.core.errors import NotFound
from donations.core.ids import tidy_reference
from donations.giving.models import Donation
from donations.mail.models import Letter
from donations.payments.models import ProviderEvent
from donations.recurring.dunning.take_step import progress_of
from donations.recurring.dunning_steps import Act
from donations.recurring.history_models import CollectionFailure, PlanChange, PlanHistory
from donations.recurring.models import Instalment, RecurringPlan
from donations.recurring.queries import changes_of
from donations.recurring.reasons import ChangeKind
from donations.recurring.states import InstalmentStatus
from donations.staff.audit_trail import AuditLine, lines_about

_LONGEST_TYPED = 40


@dataclass(frozen=True, slots=True)
class InstalmentRow:
    """An instalment, its donation's reference, and the story of its failure if it failed. `number`: of those that
    count.
    """

    instalment: Instalment
    number: int | None
    donation: str | None
    failure: CollectionFailure | None


@dataclass(frozen=True, slots=True)
class Move:
    """The plan became something else, because of an event or a change."""

    move: PlanHistory
    event_type: str | None


@dataclass(slots=True)
class PlanFacts:
    """A plan and all that belongs to it; instalments and changes newest first, the rest oldest first."""

    plan: RecurringPlan
    instalments: list[InstalmentRow] = field(default_factory=list)
    changes: Sequence[PlanChange] = ()
    moves: list[Move] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    acts: list[AuditLine] = field(default_factory=list)
    names: dict[UUID, str] = field(default_factory=dict)  # of those at the desk who did something here

    @property
    def counted(self) -> int:
        """How many instalments count."""
        return max((row.number or 0 for row in self.instalments), default=0)

    @property
    def open_changes(self) -> list[PlanChange]:
        """Under way, the oldest first; without pages for a card that nobody has finished."""
        is_open = [each for each in self.changes if not (each.done_at or each.refused_at)]
        return [each for each in reversed(is_open) if each.kind != ChangeKind.CARD or "setup" in each.wanted]

    @property
    def unseen_refusals(self) -> list[PlanChange]:
        """Not made, and nobody has seen to it; the oldest first."""
        return [each for each in reversed(self.changes) if each.refused_at and not each.refusal_seen_at]

    @property
    def failing(self) -> InstalmentRow | None:
        """The oldest instalment that could not be collected yet."""
        failing = [row for row in self.instalments if row.instalment.status == InstalmentStatus.FAILING]
        return failing[-1] if failing else None

    @property
    def steps_ahead(self) -> list[tuple[datetime, Act]]:
        """What is done about that failure, and when, if nothing mends it."""
        progress = progress_of(self.failing.failure) if self.failing and self.failing.failure else None
        return [*progress.ahead()] if progress else []


def found_plan(reference: str) -> RecurringPlan:
    """As somebody reads the reference aloud. Raises `NotFound`."""
    statement = select(RecurringPlan).where(RecurringPlan.reference == tidy_reference(reference[:_LONGEST_TYPED]))
    statement = statement.options(joinedload(RecurringPlan.card), joinedload(RecurringPlan.supporter))
    found = session.scalar(statement.options(joinedload(RecurringPlan.campaign)))
    if found is None:
        raise NotFound("There is no regular gift with this reference.")
    return found


def plan_facts(reference: str) -> PlanFacts:
    """Raises `NotFound`. Six questions, however much has happened."""
    plan = found_plan(reference)
    facts = PlanFacts(plan, _instalments(plan.id), changes_of(plan.id), _moves(plan.id))
    failures = [row.failure.id for row in facts.instalments if row.failure]
    about = [plan.id, *(change.id for change in facts.changes), *failures]
    letters = select(Letter).where(Letter.about_id.in_(about)).order_by(Letter.written_at, Letter.id)
    facts.letters = list(session.scalars(letters))
    facts.acts, facts.names = lines_about([plan.id, *(letter.id for letter in facts.letters)])
    return facts


def _instalments(plan_id: UUID) -> list[InstalmentRow]:
    statement = (
        select(Instalment, Donation.reference, CollectionFailure)
        .outerjoin(Donation, Donation.id == Instalment.donation_id)
        .outerjoin(CollectionFailure, CollectionFailure.instalment_id == Instalment.id)
        .where(Instalment.plan_id == plan_id)
        .order_by(Instalment.period_start, Instalment.id)
    )
    rows, number = [], 0
    for instalment, reference, failure in session.execute(statement):
        counts = instalment.status == InstalmentStatus.SETTLED and instalment.rival_of_id is None
        number += counts
        rows.append(InstalmentRow(instalment, number if counts else None, reference, failure))
    return rows[::-1]


def _moves(plan_id: UUID) -> list[Move]:
    statement = select(PlanHistory, ProviderEvent.type).where(PlanHistory.plan_id == plan_id)
    joined = statement.outerjoin(ProviderEvent, ProviderEvent.id == PlanHistory.event_id)
    return [Move(move, kind) for move, kind in session.execute(joined.order_by(PlanHistory.at, PlanHistory.id))]


@dataclass(frozen=True, slots=True)
class InstalmentPlace:
    """Where a donation stands among those of its plan: `number` is None as long as it does not count."""

    plan: str
    interval: str
    number: int | None


def place_of_donation(donation_id: UUID) -> InstalmentPlace | None:
    """None for a donation by itself; in one question."""
    plan, own, earlier = RecurringPlan, Instalment, Instalment.__table__.alias("earlier")
    before = select(func.count()).select_from(earlier).where(earlier.c.plan_id == own.plan_id)
    before = before.where(earlier.c.status == InstalmentStatus.SETTLED, earlier.c.rival_of_id.is_(None))
    number = before.where(earlier.c.period_start <= own.period_start).scalar_subquery()
    statement = select(plan.reference, plan.interval, own.status, own.rival_of_id, number)
    row = session.execute(
        statement.join(own, own.plan_id == plan.id).where(own.donation_id == donation_id)
    ).one_or_none()
    if row is None:
        return None
    counts = row.status == InstalmentStatus.SETTLED and row.rival_of_id is None
    return InstalmentPlace(row[0], row[1], row[4] if counts else None)


def names_of_plans(plan_ids: Iterable[UUID]) -> dict[UUID, tuple[str, str]]:
    """Reference and giver."""
    statement = select(RecurringPlan.id, RecurringPlan.reference, RecurringPlan.donor_name, RecurringPlan.donor_email)
    rows = session.execute(statement.where(RecurringPlan.id.in_([*plan_ids])))
    return {row.id: (row.reference, row.donor_name or row.donor_email) for row in rows}
