"""Ask the provider once more for an instalment that failed. The same invoice: it can be paid but once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from donations.core import clock, outbox
from donations.core.database import session
from donations.core.outbox import Outside
from donations.payments.gateway import CollectAnswer, CollectRequest, Gateway, GatewayRefused
from donations.recurring.dunning.take_step import Story, apply_decline, locked_story
from donations.recurring.events import CardRenewed, CollectAgain, InstalmentMended, PlanChanged
from donations.recurring.history_models import CollectionFailure, PlanChange
from donations.recurring.queries import plan_by_id
from donations.recurring.reasons import ChangeKind, RecoveredBy

_ITS_OWN_SOON = timedelta(days=1)  # the provider's own next try, which makes ours needless
_SLOW_MONEY = timedelta(days=10)  # a debit that is on its way: nobody is written to meanwhile
_SERVER_ERROR = 500
_NOT_ABOUT_THE_INVOICE = (401, 403, 429)  # nothing was decided


def collect_on_new_card(event: PlanChanged) -> None:
    """Another card: what is failing is collected on it at once, not on the next day of a schedule."""
    change = session.get_one(PlanChange, event.change_id)
    if change.kind == ChangeKind.CARD and change.done_at:
        _collect_failing(event.plan_id, RecoveredBy.NEW_CARD, change.id.hex)


def collect_on_renewed_card(event: CardRenewed) -> None:
    """The bank has renewed the card: the same."""
    card = plan_by_id(event.plan_id).card
    if card and card.renewed_at:
        _collect_failing(event.plan_id, RecoveredBy.CARD_RENEWED, f"{card.renewed_at.timestamp():.0f}")


def _collect_failing(plan_id: UUID, trigger: RecoveredBy, key: str) -> None:
    failing = select(CollectionFailure.id).where(
        CollectionFailure.plan_id == plan_id,
        CollectionFailure.mended_at.is_(None),
        CollectionFailure.lost_at.is_(None),
    )
    outbox.record(*(CollectAgain(each, trigger, f"{each.hex}:{key}") for each in session.scalars(failing)))


@dataclass(frozen=True, slots=True)
class Try:
    """One more try."""

    failure_id: UUID
    request: CollectRequest


def leave_to_next_try(event: CollectAgain, _reason: str) -> bool:
    """The provider could not be asked for days. Ours have another day; a card that was given needs attention."""
    if event.trigger != RecoveredBy.OUR_RETRY:
        return False
    _was_not_us(locked_story(event.failure_id))
    return True


def _prepare(event: CollectAgain) -> Try | None:
    story = locked_story(event.failure_id)
    if not story.is_open or story.is_called_off or story.instalment.provider_invoice_id is None:
        return None
    if event.trigger == RecoveredBy.OUR_RETRY and (story.plan.is_paused or _provider_tries_itself(story)):
        return None
    story.failure.mended_by = event.trigger  # if it succeeds: its answer may be lost, the money is not
    session.flush()
    return Try(story.failure.id, CollectRequest(f"collect:{event.key}", story.instalment.provider_invoice_id))


def _provider_tries_itself(story: Story) -> bool:
    own = story.instalment.next_attempt_at
    return own is not None and clock.now() <= own <= clock.now() + _ITS_OWN_SOON


def _work(chosen: Try, gateway: Callable[[], Gateway]) -> CollectAnswer | None:
    try:
        return gateway().collect_instalment(chosen.request)
    except GatewayRefused as refused:
        status = refused.parameters.get("status") or _SERVER_ERROR
        if status >= _SERVER_ERROR or status in _NOT_ABOUT_THE_INVOICE:
            raise
        return None  # it is paid or called off by now: an event reports it


def _record(event: CollectAgain, chosen: Try, answer: CollectAnswer | None) -> None:
    story = locked_story(chosen.failure_id)
    if answer is None or answer.decline_code or answer.needs_confirmation:
        _was_not_us(story)
        _read(story, answer)
    elif answer.is_paid:
        story.failure.mended_by = event.trigger  # the money itself is told by an event
    elif story.is_open and story.failure.next_step_at:
        story.failure.next_step_at = max(story.failure.next_step_at, clock.now() + _SLOW_MONEY)
    session.flush()


def _was_not_us(story: Story) -> None:
    """If it is paid all the same, it is looked up who did it."""
    story.failure.mended_by = None
    if story.failure.mended_at:
        outbox.record(InstalmentMended(story.instalment.id))


def _read(story: Story, answer: CollectAnswer | None) -> None:
    """The bank's newest word, also where the event about it comes later."""
    if answer is None or not story.is_open:
        return
    instalment, now = story.instalment, clock.now()
    instalment.needs_confirmation = answer.needs_confirmation
    if answer.decline_code:
        instalment.decline_code, instalment.declined_at = answer.decline_code[:60], now
    apply_decline(story, answer.decline_code, now)


COLLECT_AGAIN = Outside(_prepare, _work, _record)
