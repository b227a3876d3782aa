"""The supporter with this e-mail address, added when new. Known names stay: a form cannot rename somebody."""

from sqlalchemy import select

from donations.core.database import lock_words, session
from donations.core.text_normalisation import ascii_lower
from donations.supporters.models import Supporter


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
