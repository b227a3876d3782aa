"""The foundation's row and its current privacy text."""

from sqlalchemy import select, update

from donations.core import clock
from donations.core.database import session
from donations.core.errors import NotFound, Refused
from donations.organisation.models import Organisation, PrivacyText


def find_organisation() -> Organisation | None:
    """The row, or None before the first set-up."""
    return session.get(Organisation, 1)


def the_organisation() -> Organisation:
    """The row; raises `Refused` before the first set-up."""
    row = find_organisation()
    if row is None:
        raise Refused("No organisation is set up yet. Run: donations organisation set FILE.toml")
    return row


def current_privacy_text(language: str) -> PrivacyText:
    """The newest version in `language`; raises `NotFound` when there is none."""
    newest = select(PrivacyText).where(PrivacyText.language == language).order_by(PrivacyText.version.desc()).limit(1)
    found = session.scalar(newest)
    if found is None:
        raise NotFound("There is no privacy text in this language.")
    return found


def privacy_versions() -> list[PrivacyText]:
    """Every wording there ever was, the newest of each language first."""
    order = (PrivacyText.language, PrivacyText.version.desc())
    return list(session.scalars(select(PrivacyText).order_by(*order)))


def privacy_version(language: str, version: int) -> PrivacyText:
    """One of them; raises `NotFound`."""
    found = session.scalar(select(PrivacyText).filter_by(language=language, version=version))
    if found is None:
        raise NotFound("There is no such version of the privacy text.")
    return found


def mark_changed() -> None:
    """Something that pages show was changed: pages kept ready are made anew. In the caller's transaction."""
    session.execute(update(Organisation).values(changed_at=clock.now()))
