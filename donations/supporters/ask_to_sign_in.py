"""Somebody asks for a link into My giving. Known or not, the same is written: the worker finds out, unseen."""

import hashlib
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select

from donations.core import clock, outbox
from donations.core.database import lock_words, session
from donations.mail.compose import Mailbox
from donations.mail.write_letter import write_letter
from donations.supporters.access_models import SupporterSignIn
from donations.supporters.events import SignInAsked
from donations.supporters.find_or_add_supporter import email_key
from donations.supporters.models import Supporter
from donations.supporters.my_letters import MY_SIGN_IN

LINKS_TO_ONE = (5, timedelta(hours=1))  # to one e-mail address, whoever asks
LINKS_FOR_ONE = (30, timedelta(hours=1))  # asked for from one place, for anybody
REMEMBERED = timedelta(days=30)


def ask_to_sign_in(email: str, asked_from: str) -> bool:
    """Owe the search for whoever has this address; False when too much was asked for. Which limit it was nobody learns.

    `asked_from`: where the request came from, for counting.
    """
    key, now = email_key(email), clock.now()
    account, address = _digest(key), _digest(asked_from)
    lock_words("my sign-in", account)
    lock_words("my sign-in from", address)
    session.execute(delete(SupporterSignIn).where(SupporterSignIn.asked_at < now - REMEMBERED))
    if _reached(LINKS_TO_ONE, SupporterSignIn.account_digest == account) or _reached(
        LINKS_FOR_ONE, SupporterSignIn.address_digest == address
    ):
        return False
    asked = SupporterSignIn(email_key=key, account_digest=account, address_digest=address)
    session.add(asked)
    session.flush()
    outbox.record(SignInAsked(asked.id))
    return True


def find_who_asked(event: SignInAsked) -> None:
    """The letter, if the address is a supporter's; the address itself is forgotten either way."""
    asked = session.get(SupporterSignIn, event.sign_in_id, with_for_update=True)
    if asked is None or asked.email_key is None:
        return
    key, asked.email_key = asked.email_key, None
    supporter = session.scalar(select(Supporter).where(Supporter.email_key == key))
    if supporter:
        asked.supporter_id, asked.session_version = supporter.id, supporter.session_version
        to = Mailbox(supporter.name, supporter.email)
        write_letter(MY_SIGN_IN, asked.id, about_id=asked.id, recipient=to, language=supporter.language)
    session.flush()


def _reached(limit: tuple[int, timedelta], who: Any) -> bool:
    count, within = limit
    found = select(SupporterSignIn.id).where(who, SupporterSignIn.asked_at > clock.now() - within).limit(count)
    return len(session.scalars(found).all()) >= count


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
