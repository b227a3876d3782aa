"""A new wording is a new version; donations keep the version they were given under."""

from donations.core.database import lock_words, session
from donations.organisation.models import VersionedText
from donations.organisation.queries import mark_changed, newest_text


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
