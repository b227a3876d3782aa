"""Keep what somebody agreed to: the words, the language, where and when."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from donations.core import clock, ids
from donations.core.database import session
from donations.supporters.models import Consent, Supporter
from donations.supporters.queries import last_consent, supporter_by_id

NEWSLETTER = "newsletter"


@dataclass(frozen=True, slots=True)
class GivenConsent:
    """What was agreed to, as it was shown."""

    kind: str
    wording: str
    language: str
    source: str
    given_at: datetime


def record_consent(supporter: Supporter, given: GivenConsent) -> None:
    """Once per kind and source, however often it is told."""
    known = select(Consent.id).where(Consent.kind == given.kind, Consent.source == given.source)
    if session.scalar(known) is None:
        consent = Consent(
            supporter_id=supporter.id,
            kind=given.kind,
            is_granted=True,
            wording=given.wording,
            language=given.language,
            source=given.source,
            given_at=given.given_at,
        )
        session.add(consent)
        session.flush()


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
