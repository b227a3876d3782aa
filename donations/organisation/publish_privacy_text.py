"""A new wording is a new version; donations keep the version they were given under."""

from sqlalchemy import select

from donations.core.database import lock_words, session
from donations.organisation.models import PrivacyText


def publish_privacy_text(language: str, text: str) -> PrivacyText | None:
    """In force from now on; None when the newest version says the same."""
    lock_words("privacy text", language)
    of_language = select(PrivacyText).where(PrivacyText.language == language)
    newest = session.scalar(of_language.order_by(PrivacyText.version.desc()).limit(1))
    if newest and newest.text == text.strip():
        return None
    new = PrivacyText(language=language, version=newest.version + 1 if newest else 1, text=text.strip())
    session.add(new)
    session.flush()
    return new
