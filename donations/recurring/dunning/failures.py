"""A failed collection from its first look-up to its end: why it failed, what recovered it, and giving it up."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from donations.core import clock
from donations.core.database import session
from donations.core.outbox import Outside
from donations.payments.gateway import Gateway, GatewayRefused, InstalmentSeen
from donations.payments.updates import CollectionState
from donations.recurring.decline_families import Family
from donations.recurring.dunning.take_step import Story, apply_decline, do_what_is_due, locked_story, progress_of
from donations.recurring.dunning_steps import STEPS, Act
from donations.recurring.events import FailureEnds, InstalmentFailed, InstalmentMended
from donations.recurring.models import Instalment
from donations.recurring.plan.end_plan import lose_instalment
from donations.recurring.queries import failure_of
from donations.recurring.reasons import RecoveredBy

_SOON_REPORTED = timedelta(days=1)  # money that the provider has, and has not told of yet


@dataclass(frozen=True, slots=True)
class Look:
    """Whose failure, and what to ask the provider for."""

    failure_id: UUID
    invoice_id: str


def begin_unseen(event: InstalmentFailed, _reason: str) -> bool:
    """The provider could not be asked for days: what is done goes by what is known."""
    failure = failure_of(event.instalment_id)
    if failure:
        _begin(locked_story(failure.id), None)
    return True


def _prepare_look(event: InstalmentFailed) -> Look | None:
    failure = failure_of(event.instalment_id)
    story = locked_story(failure.id) if failure else None
    if story is None or not story.is_open or story.failure.family or story.instalment.provider_invoice_id is None:
        return None
    return Look(story.failure.id, story.instalment.provider_invoice_id)


def _ask_why(look: Look, gateway: Callable[[], Gateway]) -> InstalmentSeen | None:
    try:
        return gateway().find_instalment(look.invoice_id)
    except GatewayRefused:
        return None  # it is not there to be asked about


def _record_look(_event: InstalmentFailed, look: Look, seen: InstalmentSeen | None) -> None:
    _begin(locked_story(look.failure_id), seen)


def _begin(story: Story, seen: InstalmentSeen | None) -> None:
    if not story.is_open or story.failure.family:
        return
    apply_decline(story, (seen and seen.decline_code) or story.instalment.decline_code, clock.now())
    if seen and seen.reported.state == CollectionState.PAID:
        story.failure.next_step_at = clock.now() + _SOON_REPORTED
    do_what_is_due(story)


def note_unseen(event: InstalmentMended, _reason: str) -> bool:
    """The provider could not be asked for days: noted by what is known. Nobody has to see to it."""
    _record_recovery(event, "", None)
    return True


def _prepare_recovery(event: InstalmentMended) -> str | None:
    failure = failure_of(event.instalment_id)
    if failure is None or failure.mended_at is None:
        return None
    return session.get_one(Instalment, event.instalment_id).provider_invoice_id


def _find_instalment(invoice_id: str, gateway: Callable[[], Gateway]) -> InstalmentSeen | None:
    try:
        return gateway().find_instalment(invoice_id)
    except GatewayRefused:
        return None


def _record_recovery(event: InstalmentMended, _invoice_id: str, seen: InstalmentSeen | None) -> None:
    """The provider counts its own tries only: one more than failed was the one that paid."""
    failure = failure_of(event.instalment_id)
    story = locked_story(failure.id) if failure else None
    if story is None or story.failure.mended_at is None:
        return
    tries = seen.reported.attempts if seen else story.instalment.attempts
    if tries > story.failure.tries:
        story.failure.mended_by = RecoveredBy.PROVIDER_RETRY
    elif story.failure.mended_by is None:  # else a try of ours was on its way
        is_confirmed = story.failure.family == Family.CONFIRM
        story.failure.mended_by = RecoveredBy.CONFIRMED if is_confirmed else RecoveredBy.PAYMENT_PAGE
    session.flush()


def ask_tomorrow(_event: FailureEnds, _reason: str) -> bool:
    """The provider could not be asked for days: the story looks for its end again each day."""
    return True


def _prepare_end(event: FailureEnds) -> str | None:
    story = locked_story(event.failure_id)
    return story.instalment.provider_invoice_id if _is_at_its_end(story) else None


def _is_at_its_end(story: Story) -> bool:
    """A card that was given meanwhile opens a new way: then it is not the end."""
    progress = progress_of(story.failure)
    is_end = progress is not None and STEPS[progress.family][progress.step].act == Act.END
    return is_end and story.is_open and not (story.plan.is_paused or story.is_called_off)


def _is_paid(invoice_id: str, gateway: Callable[[], Gateway]) -> bool:
    """Whether it is paid: a plan must not end because a word of the provider was lost on its way to us."""
    try:
        return gateway().find_instalment(invoice_id).reported.state == CollectionState.PAID
    except GatewayRefused:
        return False


def _record_end(event: FailureEnds, _invoice_id: str, is_paid: bool) -> None:
    story = locked_story(event.failure_id)
    if not is_paid and _is_at_its_end(story):
        lose_instalment(story.instalment)


LOOK_UP_FAILURE = Outside(_prepare_look, _ask_why, _record_look)
# Whose try it was.
NOTE_RECOVERY = Outside(_prepare_recovery, _find_instalment, _record_recovery)
END_FAILURE = Outside(_prepare_end, _is_paid, _record_end)
