"""A supporter asks for news by e-mail, or wants no more: each time a row of its own, with the words they saw."""

from dataclasses import dataclass
from uuid import UUID

from donations.core import clock, ids
from donations.core.database import session
from donations.supporters.models import Consent
from donations.supporters.queries import last_consent, supporter_by_id
from donations.supporters.record_consent import NEWSLETTER

_SOURCE = "my giving"


@dataclass(frozen=True, slots=True)
class Said:
    """Yes or no, as it stood on the button."""

    wants: bool
    wording: str
    language: str


def change_newsletter(supporter_id: UUID, said: Said) -> None:
    """Nothing is written when it says what holds already."""
    supporter_by_id(supporter_id, lock=True)
    if wants_newsletter(supporter_id) == said.wants:
        return
    consent = Consent(
        supporter_id=supporter_id,
        kind=NEWSLETTER,
        is_granted=said.wants,
        wording=said.wording,
        language=said.language,
        source=f"{_SOURCE} {ids.new_reference()}",
        given_at=clock.now(),
    )
    session.add(consent)
    session.flush()


def wants_newsletter(supporter_id: UUID) -> bool:
    """What they said last; who never said anything wants none."""
    last = last_consent(supporter_id, NEWSLETTER)
    return last is not None and last.is_granted
