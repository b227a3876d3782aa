"""A donation that could not be collected, as it is at this moment: what follows, and whether a new card is paying
it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from donations.core import clock
from donations.core.database import session
from donations.core.money import Money
from donations.organisation.queries import the_organisation
from donations.recurring.decline_families import Family
from donations.recurring.dunning.take_step import progress_of
from donations.recurring.dunning_steps import Act
from donations.recurring.history_models import CollectionFailure, PlanChange
from donations.recurring.models import Instalment, RecurringPlan
from donations.recurring.queries import changes_of, failing_instalment, failure_of, instalments_of, plan_by_id
from donations.recurring.reasons import ChangeKind, RecoveredBy
from donations.recurring.states import InstalmentStatus


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is still to come if nothing mends it, in days of the foundation's zone."""

    next_try_on: date | None
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class FailingNow:
    """For whoever gives it. `family` is None until somebody has looked at it."""

    instalment: Instalment
    family: Family | None
    next_try_on: date | None
    is_being_collected: bool


def failing_now(plan: RecurringPlan, *, was_card_given: bool = False) -> FailingNow | None:
    """The oldest one. `was_card_given`: they come from the provider's page, whatever has been reported of it."""
    instalment = None if plan.is_over else failing_instalment(plan.id)
    failure = failure_of(instalment.id) if instalment else None
    if instalment is None or failure is None:
        return None
    return FailingNow(
        instalment,
        Family(failure.family) if failure.family else None,
        ahead_of(failure, instalment).next_try_on,
        _is_on_new_card(instalment, failure, changes_of(plan.id), was_card_given=was_card_given),
    )


def ahead_of(failure: CollectionFailure, instalment: Instalment) -> Ahead:
    """Tries are ours, or the provider's own."""
    zone, now, progress = the_organisation().zone, clock.now(), progress_of(failure)
    steps = list(progress.ahead()) if progress else []
    tries = [at for at, act in steps if act == Act.RETRY]
    tries += [instalment.next_attempt_at] if instalment.next_attempt_at else []
    ends = [clock.local_date(at, zone) for at, act in steps if act == Act.END]
    return Ahead(min((clock.local_date(at, zone) for at in tries if at > now), default=None), next(iter(ends), None))


def owed_now(plan: RecurringPlan) -> Money | None:
    """What is collected from another card as soon as it is known."""
    owed = [each.amount for each in instalments_of(plan.id) if each.status == InstalmentStatus.FAILING]
    return sum(owed, Money(0, plan.currency)) if owed else None


def new_card_in_words(change: PlanChange) -> dict[str, Money | None]:
    """Of what had failed when this card was given: `collecting` from it now, `collected` from it already."""
    update: dict[str, Money | None] = {"collecting": None, "collected": None}
    if change.kind != ChangeKind.CARD or change.done_at is None:
        return update
    plan = plan_by_id(change.plan_id)
    now = failing_now(plan)
    if now and now.is_being_collected:
        update["collecting"] = owed_now(plan)
    paid = select(Instalment).join(CollectionFailure, CollectionFailure.instalment_id == Instalment.id)
    paid = paid.where(Instalment.plan_id == plan.id, CollectionFailure.mended_by == RecoveredBy.NEW_CARD)
    paid = paid.where(CollectionFailure.began_at <= change.done_at, CollectionFailure.mended_at >= change.done_at)
    if amounts := [each.amount for each in session.scalars(paid)]:
        update["collected"] = sum(amounts, Money(0, plan.currency))
    return update


def _is_on_new_card(
    instalment: Instalment, failure: CollectionFailure, changes: Sequence[PlanChange], *, was_card_given: bool
) -> bool:
    """A card was given since the bank last refused, and has not been refused itself."""
    refused_at = max(filter(None, (instalment.failed_at, instalment.declined_at)), default=failure.began_at)
    cards = [change for change in changes if change.kind == ChangeKind.CARD and not change.refused_at]
    if was_card_given and cards and cards[0].done_at is None and cards[0].asked_at > refused_at:
        return True
    given = next((change for change in cards if "setup" in change.wanted), None)
    if given is None or given.done_at is None:
        return given is not None
    is_new = given.done_at > refused_at and not instalment.needs_confirmation
    return is_new or failure.mended_by == RecoveredBy.NEW_CARD
