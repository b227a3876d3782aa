"""What happens to recurring plans. Each has its line in `reactions.py`."""

from dataclasses import dataclass
from uuid import UUID

from donations.core.outbox import Event


@dataclass(frozen=True, slots=True)
class PlanChangeAsked(Event):
    """Somebody wants a plan changed; the provider is still to be asked. The subject is the plan."""

    plan_id: UUID
    change_id: UUID


@dataclass(frozen=True, slots=True)
class PlanChanged(Event):
    """A change is in force, whoever asked for it."""

    plan_id: UUID
    change_id: UUID


@dataclass(frozen=True, slots=True)
class PlanChangeRefused(Event):
    """A change will not be made. The subject is the plan."""

    plan_id: UUID
    change_id: UUID


@dataclass(frozen=True, slots=True)
class PlanInDoubt(Event):
    """Two words of the provider do not go together, and their times do not tell which is the newer."""

    plan_id: UUID


@dataclass(frozen=True, slots=True)
class CardInDoubt(Event):
    """The same of the card of a plan."""

    plan_id: UUID
    payment_method_id: str


@dataclass(frozen=True, slots=True)
class PlanOver(Event):
    """A plan was cancelled or has ended."""

    plan_id: UUID


@dataclass(frozen=True, slots=True)
class InstalmentFailed(Event):
    """A collection failed for the first time; its episode (`CollectionFailure`) is open."""

    instalment_id: UUID


@dataclass(frozen=True, slots=True)
class InstalmentCalledOff(Event):
    """A pause lets an instalment go that had failed; the provider is still to hear that nobody is to pay it."""

    instalment_id: UUID


@dataclass(frozen=True, slots=True)
class InstalmentMended(Event):
    """An instalment that had failed was collected after all; its episode is closed."""

    instalment_id: UUID


@dataclass(frozen=True, slots=True)
class CardRenewed(Event):
    """A bank changed the number or the date of a plan's card by itself."""

    plan_id: UUID


@dataclass(frozen=True, slots=True)
class FailureStepDue(Event):
    """The next step about a collection that failed is due."""

    failure_id: UUID


@dataclass(frozen=True, slots=True)
class CollectAgain(Event):
    """The provider is to be asked once more to collect what failed: `trigger` is why, `key` keeps it to once."""

    failure_id: UUID
    trigger: str
    key: str


@dataclass(frozen=True, slots=True)
class FailureEnds(Event):
    """Nothing mended it in time: the instalment is to be given up, and its plan with it."""

    failure_id: UUID


@dataclass(frozen=True, slots=True)
class CardRunsOut(Event):
    """The card of a plan is valid for some weeks more."""

    plan_id: UUID


@dataclass(frozen=True, slots=True)
class YearlyGiftNear(Event):
    """A yearly donation will be collected within days."""

    plan_id: UUID


@dataclass(frozen=True, slots=True)
class SupportersToGuess(Event):
    """The donations of supporters behind this one are still to be looked through for standing orders."""

    after_id: UUID
