"""Finding supporters, and what they agreed to."""

from uuid import UUID

from sqlalchemy import select

from donations.core.database import lock_words, session
from donations.core.errors import NotFound
from donations.core.text_normalisation import ascii_lower
from donations.supporters.access_models import EmailChange
from donations.supporters.models import OPEN, Consent, RequestKind, Supporter, SupporterRequest


def supporter_by_id(supporter_id: UUID, *, lock: bool = False) -> Supporter:
    """Raises `NotFound`. `lock`: nobody else changes them until the transaction ends."""
    found = session.get(Supporter, supporter_id, with_for_update=True if lock else None, populate_existing=lock)
    if found is None:
        raise NotFound("This supporter is not here.")
    return found


def last_consent(supporter_id: UUID, kind: str) -> Consent | None:
    """What they said last about it: given, withdrawn, or nothing ever."""
    said = select(Consent).where(Consent.supporter_id == supporter_id, Consent.kind == kind)
    return session.scalar(said.order_by(Consent.given_at.desc(), Consent.id.desc()).limit(1))


def open_request(supporter_id: UUID, kind: RequestKind) -> SupporterRequest | None:
    """The wish of this kind that still needs attention."""
    theirs = select(SupporterRequest).where(SupporterRequest.supporter_id == supporter_id)
    return session.scalar(theirs.where(SupporterRequest.kind == kind, OPEN).limit(1))


def address_in_place_of(email: str, supporter: Supporter) -> str | None:
    """Where they read mail now, if they once changed `email` for another address; None if they never did."""
    if email_key(email) == supporter.email_key:
        return None
    left = select(EmailChange.old_email).where(EmailChange.supporter_id == supporter.id)
    left = left.where(EmailChange.applied_at.is_not(None), EmailChange.cancelled_at.is_(None))
    return supporter.email if email_key(email) in map(email_key, session.scalars(left)) else None


def email_key(email: str) -> str:
    """How addresses are compared. Of the local part, too, A to Z are folded, as every large provider does; nothing
    else is: what only looks like somebody's address is not theirs."""
    return ascii_lower(email.strip())


def find_or_add_supporter(email: str, name: str, language: str) -> Supporter:
    """Look first, add else; two at once wait for each other."""
    key = email_key(email)
    lock_words("supporter", key)
    found = session.scalar(select(Supporter).where(Supporter.email_key == key))
    if found:
        return found
    supporter = Supporter(email=email.strip(), email_key=key, name=name, language=language)
    session.add(supporter)
    session.flush()
    return supporter


def add_supporter_without_email(name: str, language: str) -> Supporter:
    """Somebody who gave by hand and left no address: always a new row, for a name alone is nobody's key."""
    supporter = Supporter(email="", email_key=None, name=name, language=language)
    session.add(supporter)
    session.flush()
    return supporter
