"""Somebody asks for a link into My giving. Known or not, the same is written: the worker finds out, unseen."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, delete, select

from donations.core import clock, outbox
from donations.core.database import lock_words, session
from donations.core.errors import NotFound
from donations.core.tokens import digest_of
from donations.mail.compose import Mailbox
from donations.mail.write_letter import write_letter
from donations.supporters.access_models import LINK_LASTS, SupporterSignIn
from donations.supporters.events import SignInAsked
from donations.supporters.letters import MY_SIGN_IN
from donations.supporters.models import Supporter
from donations.supporters.queries import email_key, supporter_by_id

LINKS_FOR_ONE = (30, timedelta(hours=1))  # asked for from one place, for anybody
REMEMBERED = timedelta(days=30)
_DAY = timedelta(days=1)
# How long an address waits for its next letter, when so many links of the last day were not used, whoever asked. Up to
# half an hour the letter before still opens: nobody is kept out by others who ask, and no mailbox is flooded.
_WAITS = (
    (16, timedelta(hours=2)),
    (4, LINK_LASTS),
    (3, timedelta(minutes=15)),
    (2, timedelta(minutes=5)),
    (1, timedelta(minutes=1)),
    (0, timedelta(0)),
)
_OF_PLACE_ALONE = ""  # instead of an account: counts where it came from, and nothing else


def ask_to_sign_in(email: str, asked_from: str) -> bool:
    """Owe the search for whoever has this address, unless a letter has just gone there: nobody learns which it was.

    `asked_from`: where the request came from, for counting; False when too much was asked for from there.
    """
    key, now = email_key(email), clock.now()
    account, address = _digest(key), _digest(asked_from)
    lock_words("my sign-in", account)
    lock_words("my sign-in from", address)
    session.execute(delete(SupporterSignIn).where(SupporterSignIn.asked_at < now - REMEMBERED))
    if _is_over_limit(address, now):
        return False
    is_owed = not _has_a_letter(account, now)
    request = SupporterSignIn(
        email_key=key if is_owed else None,
        account_digest=account if is_owed else _OF_PLACE_ALONE,
        address_digest=address,
    )
    session.add(request)
    session.flush()
    if is_owed:
        outbox.record(SignInAsked(request.id))
    return True


def find_who_asked(event: SignInAsked) -> None:
    """The letter, if the address is a supporter's; the address itself is forgotten either way."""
    request = session.get(SupporterSignIn, event.sign_in_id, with_for_update=True)
    if request is None or request.email_key is None:
        return
    key, request.email_key = request.email_key, None
    supporter = session.scalar(select(Supporter).where(Supporter.email_key == key))
    if supporter:
        request.supporter_id, request.session_version = supporter.id, supporter.session_version
        to = Mailbox(supporter.name, supporter.email)
        write_letter(MY_SIGN_IN, request.id, about_id=request.id, recipient=to, language=supporter.language)
    session.flush()


def _is_over_limit(address: str, now: datetime) -> bool:
    most, within = LINKS_FOR_ONE
    request = select(SupporterSignIn.id).where(SupporterSignIn.address_digest == address)
    return len(session.scalars(request.where(SupporterSignIn.asked_at > now - within).limit(most)).all()) >= most


def _has_a_letter(account: str, now: datetime) -> bool:
    """The last one is so young that no other follows yet. A link that was used counts no more."""
    unused = select(SupporterSignIn.asked_at).where(SupporterSignIn.account_digest == account)
    unused = unused.where(SupporterSignIn.asked_at > now - _DAY, SupporterSignIn.used_at.is_(None))
    request = session.scalars(unused.order_by(SupporterSignIn.asked_at.desc())).all()
    wait = next(wait for count, wait in _WAITS if len(request) >= count)
    return bool(request) and now < request[0] + wait


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


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
