"""Keep what somebody agreed to: the words, the language, where and when."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from donations.core.database import session
from donations.supporters.models import Consent, Supporter

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
