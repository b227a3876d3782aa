"""A link from a letter opens My giving, once; and how what it opened is closed again."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Select, select

from donations.core import clock
from donations.core.database import session
from donations.core.errors import NotFound
from donations.core.tokens import digest_of
from donations.supporters.access_models import SupporterSignIn
from donations.supporters.models import Supporter
from donations.supporters.queries import supporter_by_id

LINK_LASTS = timedelta(minutes=30)
SESSION_LASTS = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Opened:
    """What a browser remembers of a sign-in; the rest is read anew with every page."""

    sign_in_id: UUID
    supporter_id: UUID
    session_version: int


def find_link(token: str) -> SupporterSignIn:
    """The link, if it would open anything now; raises `NotFound`. Looking uses nothing up: mail scanners look."""
    return _good(session.scalar(_by(token)))


def use_link(token: str) -> Opened:
    """Use it up. Two at once: one of them gets in."""
    link = _good(session.scalar(_by(token).with_for_update().execution_options(populate_existing=True)))
    link.used_at = clock.now()
    session.flush()
    assert link.supporter_id  # noqa: S101 - tells mypy what `_good` has seen
    return Opened(link.id, link.supporter_id, link.session_version or 0)


def who_is_in(opened: Opened) -> Supporter | None:
    """The supporter whose session it is; None once it has ended, here or everywhere."""
    theirs = (
        select(Supporter)
        .join(SupporterSignIn, SupporterSignIn.supporter_id == Supporter.id)
        .where(SupporterSignIn.id == opened.sign_in_id, Supporter.id == opened.supporter_id)
        .where(Supporter.session_version == opened.session_version)
        .where(SupporterSignIn.used_at > clock.now() - SESSION_LASTS, SupporterSignIn.ended_at.is_(None))
    )
    return session.scalar(theirs)


def sign_out(sign_in_id: UUID) -> None:
    """This session ends, also for whoever has copied its cookie."""
    link = session.get(SupporterSignIn, sign_in_id, with_for_update=True)
    if link and link.ended_at is None:
        link.ended_at = clock.now()
        session.flush()


def sign_out_everywhere(supporter_id: UUID) -> None:
    """Every session ends, and every link that was sent opens nothing any more."""
    supporter_by_id(supporter_id, lock=True).session_version += 1
    session.flush()


def _by(token: str) -> Select[SupporterSignIn]:
    return select(SupporterSignIn).where(SupporterSignIn.token_hash == digest_of(token))


def _good(link: SupporterSignIn | None) -> SupporterSignIn:
    if link and link.supporter_id and link.expires_at and link.used_at is None and link.expires_at > clock.now():
        supporter = supporter_by_id(link.supporter_id)
        if supporter.session_version == link.session_version:
            return link
    raise NotFound("This link has been used, or it is too old. You can ask for a new one.")
