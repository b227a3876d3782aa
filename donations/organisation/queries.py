"""The foundation's row and its texts that have versions."""

from typing import TypeVar

from sqlalchemy import func, select, update

from donations.core import clock
from donations.core.database import lock_words, session
from donations.core.errors import NotFound, Refused
from donations.organisation.models import Organisation, PrivacyText, TermsText, VersionedText

T = TypeVar("T", bound=VersionedText)


def find_organisation() -> Organisation | None:
    """The row, or None before the first set-up."""
    return session.get(Organisation, 1)


def the_organisation() -> Organisation:
    """The row; raises `Refused` before the first set-up."""
    row = find_organisation()
    if row is None:
        raise Refused("No organisation is set up yet. Run: donations organisation set FILE.toml")
    return row


def newest_text(kind: type[T], language: str) -> T | None:
    """The version in force in `language`; None when there is none."""
    of_language = select(kind).where(kind.language == language)
    return session.scalar(of_language.order_by(kind.version.desc()).limit(1))


def current_privacy_text(language: str) -> PrivacyText:
    """The newest version in `language`; raises `NotFound` when there is none."""
    found = newest_text(PrivacyText, language)
    if found is None:
        raise NotFound("There is no privacy text in this language.")
    return found


def current_terms(language: str) -> TermsText:
    """The newest version in `language`; raises `NotFound` when there is none."""
    found = newest_text(TermsText, language)
    if found is None:
        raise NotFound("There are no terms of giving in this language.")
    return found


def terms_in_force(language: str) -> int | None:
    """The number of the newest version in `language`; None when there is none."""
    return session.scalar(select(func.max(TermsText.version)).where(TermsText.language == language))


def text_versions(kind: type[T]) -> list[T]:
    """Every wording there ever was, the newest of each language first."""
    return list(session.scalars(select(kind).order_by(kind.language, kind.version.desc())))


def text_version(kind: type[T], language: str, version: int) -> T:
    """One of them; raises `NotFound`."""
    found = session.scalar(select(kind).filter_by(language=language, version=version))
    if found is None:
        raise NotFound("There is no such version of this text.")
    return found


def mark_changed() -> None:
    """Something that pages show was changed: pages kept ready are made anew. In the caller's transaction."""
    session.execute(update(Organisation).values(changed_at=clock.now()))


def publish_text(kind: type[VersionedText], language: str, text: str) -> VersionedText | None:
    """In force from now on; None when the newest version says the same."""
    lock_words(kind.__tablename__, language)
    newest = newest_text(kind, language)
    if newest and newest.text == text.strip():
        return None
    new = kind(language=language, version=newest.version + 1 if newest else 1, text=text.strip())
    session.add(new)
    session.flush()
    mark_changed()
    return new
