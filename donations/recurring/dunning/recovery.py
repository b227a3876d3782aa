"""What mended a collection that had failed."""

from collections.abc import Callable
from enum import StrEnum
from functools import partial

from donations.core.database import session
from donations.core.outbox import Outside
from donations.payments.gateway import Gateway, GatewayRefused, InstalmentSeen
from donations.recurring.decline_families import Family
from donations.recurring.dunning.failure_story import locked_story
from donations.recurring.events import InstalmentMended
from donations.recurring.models import Instalment
from donations.recurring.queries import failure_of


class MendedBy(StrEnum):
    """Stored with the story of the failure; after which letter, its step says."""

    OUR_RETRY = "our_retry"  # we asked again, on our schedule
    PROVIDER_RETRY = "provider_retry"  # the provider asked again, on its own
    NEW_CARD = "new_card"  # the supporter gave another card, and we asked again at once
    CARD_RENEWED = "card_renewed"  # the bank renewed the card, and we asked again at once
    CONFIRMED = "confirmed"  # the supporter confirmed it on the bank's page
    PAYMENT_PAGE = "payment_page"  # the supporter paid on the provider's page, perhaps with another card


def noting_mending(gateway: Callable[[], Gateway]) -> Outside:
    """The reaction to `InstalmentMended`: whose try it was."""
    return Outside(_prepare, partial(_work, gateway=gateway), _record)


def note_unseen(event: InstalmentMended, _reason: str) -> bool:
    """The provider could not be asked for days: noted by what is known. Nobody has to see to it."""
    _record(event, "", None)
    return True


def _prepare(event: InstalmentMended) -> str | None:
    failure = failure_of(event.instalment_id)
    if failure is None or failure.mended_at is None:
        return None
    return session.get_one(Instalment, event.instalment_id).provider_invoice_id


def _work(invoice_id: str, gateway: Callable[[], Gateway]) -> InstalmentSeen | None:
    try:
        return gateway().find_instalment(invoice_id)
    except GatewayRefused:
        return None


def _record(event: InstalmentMended, _invoice_id: str, seen: InstalmentSeen | None) -> None:
    """The provider counts its own tries only: one more than failed was the one that paid."""
    failure = failure_of(event.instalment_id)
    story = locked_story(failure.id) if failure else None
    if story is None or story.failure.mended_at is None:
        return
    tries = seen.reported.attempts if seen else story.instalment.attempts
    if tries > story.failure.tries:
        story.failure.mended_by = MendedBy.PROVIDER_RETRY
    elif story.failure.mended_by is None:  # else a try of ours was on its way
        is_confirmed = story.failure.family == Family.CONFIRM
        story.failure.mended_by = MendedBy.CONFIRMED if is_confirmed else MendedBy.PAYMENT_PAGE
    session.flush()
