"""A collection has failed: ask the provider why, and begin what is done about it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from uuid import UUID

from donations.core import clock
from donations.core.outbox import Outside
from donations.payments.gateway import Gateway, GatewayRefused, InstalmentSeen
from donations.payments.updates import CollectionState
from donations.recurring.dunning.failure_story import Story, hear_refusal, locked_story
from donations.recurring.dunning.take_step import do_what_is_due
from donations.recurring.events import InstalmentFailed
from donations.recurring.queries import failure_of

_SOON_TOLD = timedelta(days=1)  # money that the provider has, and has not told of yet


@dataclass(frozen=True, slots=True)
class Look:
    """Whose failure, and what to ask the provider for."""

    failure_id: UUID
    invoice_id: str


def looking_at_failures(gateway: Callable[[], Gateway]) -> Outside:
    """The reaction to `InstalmentFailed`."""
    return Outside(_prepare, partial(_work, gateway=gateway), _record)


def begin_unseen(event: InstalmentFailed, _reason: str) -> bool:
    """The provider could not be asked for days: what is done goes by what is known."""
    failure = failure_of(event.instalment_id)
    if failure:
        _begin(locked_story(failure.id), None)
    return True


def _prepare(event: InstalmentFailed) -> Look | None:
    failure = failure_of(event.instalment_id)
    story = locked_story(failure.id) if failure else None
    if story is None or not story.is_open or story.failure.family or story.instalment.provider_invoice_id is None:
        return None
    return Look(story.failure.id, story.instalment.provider_invoice_id)


def _work(look: Look, gateway: Callable[[], Gateway]) -> InstalmentSeen | None:
    try:
        return gateway().find_instalment(look.invoice_id)
    except GatewayRefused:
        return None  # it is not there to be asked about


def _record(_event: InstalmentFailed, look: Look, seen: InstalmentSeen | None) -> None:
    _begin(locked_story(look.failure_id), seen)


def _begin(story: Story, seen: InstalmentSeen | None) -> None:
    if not story.is_open or story.failure.family:
        return
    hear_refusal(story, (seen and seen.decline_code) or story.instalment.decline_code, clock.now())
    if seen and seen.reported.state == CollectionState.PAID:
        story.failure.next_step_at = clock.now() + _SOON_TOLD
    do_what_is_due(story)
