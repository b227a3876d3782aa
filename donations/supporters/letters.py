"""Letters about My giving: a link to sign in, and those about another address.

A link that works once is made while its letter is being sent: what is stored never opens anything.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from donations.core import clock
from donations.core.database import session
from donations.core.tokens import digest_of, new_token
from donations.mail.compose import Draft
from donations.mail.draft import draft_of
from donations.mail.models import Letter
from donations.organisation.links import Links
from donations.supporters.access_models import LINK_LASTS, EmailChange, SupporterSignIn

MY_SIGN_IN = "my_sign_in"
EMAIL_CHANGE_ASKED = "email_change_asked"
EMAIL_CHANGE_CONFIRM = "email_change_confirm"
EMAIL_CHANGED = "email_changed"
EMAIL_CHANGED_NOTICE = "email_changed_notice"
KINDS = (MY_SIGN_IN, EMAIL_CHANGE_ASKED, EMAIL_CHANGE_CONFIRM, EMAIL_CHANGED, EMAIL_CHANGED_NOTICE)

CONFIRM_LASTS = timedelta(hours=24)


def draft_my_letter(letter: Letter, *, links: Links) -> Draft:
    """The letter as it is sent, in the caller's transaction; written again, its link is another one."""
    return draft_of(letter, links, _details(letter, links))


def _details(letter: Letter, links: Links) -> Mapping[str, Any]:
    if letter.kind == MY_SIGN_IN:
        return {"link": _sign_in_link(session.get_one(SupporterSignIn, letter.about_id), letter, links)}
    change = session.get_one(EmailChange, letter.about_id)
    if letter.kind == EMAIL_CHANGE_CONFIRM:
        return {"link": _confirm_link(change, letter, links)}
    details = {"old_email": change.old_email, "new_email": change.new_email}
    if letter.kind == EMAIL_CHANGED:
        return {**details, "link": links.my_giving(letter.language)}
    return {**details, "link": links.cancel_email(change.id, letter.language)}


def _sign_in_link(request: SupporterSignIn, letter: Letter, links: Links) -> str:
    token = new_token()
    request.token_hash, request.expires_at = digest_of(token), clock.now() + LINK_LASTS
    return links.my_sign_in(token, letter.language)


def _confirm_link(change: EmailChange, letter: Letter, links: Links) -> str:
    token = new_token()
    change.token_hash, change.expires_at = digest_of(token), clock.now() + CONFIRM_LASTS
    return links.confirm_email(token, letter.language)
