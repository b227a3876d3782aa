"""Nothing mended it in time: the instalment is given up and the plan ends – if the provider has no money for it."""

from collections.abc import Callable
from functools import partial

from donations.core.outbox import Outside
from donations.payments.gateway import Gateway, GatewayRefused
from donations.payments.updates import CollectionState
from donations.recurring.dunning.failure_story import Story, locked_story, progress_of
from donations.recurring.dunning_steps import STEPS, Act
from donations.recurring.events import FailureEnds
from donations.recurring.plan.end_plan import lose_instalment


def ending_failures(gateway: Callable[[], Gateway]) -> Outside:
    """The reaction to `FailureEnds`."""
    return Outside(_prepare, partial(_work, gateway=gateway), _record)


def ask_tomorrow(_event: FailureEnds, _reason: str) -> bool:
    """The provider could not be asked for days: the story looks for its end again each day."""
    return True


def _prepare(event: FailureEnds) -> str | None:
    story = locked_story(event.failure_id)
    return story.instalment.provider_invoice_id if _is_at_its_end(story) else None


def _is_at_its_end(story: Story) -> bool:
    """A card that was given meanwhile opens a new way: then it is not the end."""
    progress = progress_of(story.failure)
    is_end = progress is not None and STEPS[progress.family][progress.step].act == Act.END
    return is_end and story.is_open and not (story.plan.is_paused or story.is_called_off)


def _work(invoice_id: str, gateway: Callable[[], Gateway]) -> bool:
    """Whether it is paid: a plan must not end because a word of the provider was lost on its way to us."""
    try:
        return gateway().find_instalment(invoice_id).reported.state == CollectionState.PAID
    except GatewayRefused:
        return False


def _record(event: FailureEnds, _invoice_id: str, is_paid: bool) -> None:
    story = locked_story(event.failure_id)
    if not is_paid and _is_at_its_end(story):
        lose_instalment(story.instalment)
