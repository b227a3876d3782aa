"""From a draft to a finished message: headers nobody can bend, text beside HTML, documents attached."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Any, NamedTuple

from email_validator import EmailNotValidError, validate_email

from donations.core.errors import Refused
from donations.core.text_normalisation import one_line
from donations.mail.render import render
from donations.mail.transport import LETTER_POLICY

_LONGEST_NAME = 80
_LONGEST_SUBJECT = 150
_LONGEST_ADDRESS = 254  # RFC 5321, 4.5.3.1.3
_ADDRESS = re.compile(r"""(?P<local>[^\s@<>()\[\]\\,;:"]+)@(?P<domain>[^\s@<>()\[\]\\,;:"]+)""")


class Mailbox(NamedTuple):
    """Somebody who writes or is written to; the name may be empty."""

    name: str
    email: str


@dataclass(frozen=True)
class Attachment:
    """A document that goes with the letter."""

    filename: str
    content: bytes
    media_type: str = "application/pdf"


@dataclass(frozen=True)
class Draft:
    """Everything one letter is made of. Sent again, it says the same: identity and date come from its row."""

    kind: str
    language: str
    sender: Mailbox
    recipient: Mailbox
    reply_to: str
    message_id: str
    date: datetime
    context: Mapping[str, Any]
    attachments: Sequence[Attachment] = ()


def compose(draft: Draft) -> EmailMessage:
    """The message of `draft`. Raises `Refused` when an address cannot be written to."""
    letter = render(draft.kind, draft.language, draft.context)
    message = EmailMessage(policy=LETTER_POLICY)
    for name, value in _headers(draft, letter.subject).items():
        message[name] = value
    message.set_content(letter.text, cte="quoted-printable")
    message.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    for attachment in draft.attachments:
        _attach(message, attachment)
    message["Content-Language"] = draft.language  # last: each part added takes the Content headers along
    return message


def _headers(draft: Draft, subject: str) -> dict[str, Any]:
    return {
        "From": _address(draft.sender),
        "To": _address(draft.recipient),
        "Reply-To": _address(Mailbox("", draft.reply_to)),
        "Subject": _header_text(subject, _LONGEST_SUBJECT),
        "Date": draft.date,
        "Message-ID": draft.message_id,
        "Auto-Submitted": "auto-generated",
    }


def _address(mailbox: Mailbox) -> Address:
    found = _ADDRESS.fullmatch(mailbox.email)
    if not found or len(mailbox.email) > _LONGEST_ADDRESS or one_line(mailbox.email) != mailbox.email:
        raise _unusable(mailbox.email)
    name = _header_text(mailbox.name, _LONGEST_NAME)
    return Address(name, username=found["local"], domain=_ascii_domain(mailbox.email, found["domain"]))


def _ascii_domain(email: str, domain: str) -> str:
    """The domain as mail servers know it, so that only a name before the @ ever needs SMTPUTF8."""
    if domain.isascii():
        return domain
    try:
        return validate_email(f"post@{domain}", check_deliverability=False).ascii_domain
    except EmailNotValidError:
        raise _unusable(email) from None


def _unusable(email: str) -> Refused:
    return Refused("%(email)s is not an address we can write to.", email=one_line(email)[:_LONGEST_ADDRESS])


def _header_text(text: str, longest: int) -> str:
    """Fit for a header: one line, not endless, and no encoded word that a reader's program would decode."""
    clean = one_line(text).replace("=?", "= ?")
    return clean if len(clean) <= longest else clean[: longest - 1].rstrip() + "…"


def _attach(message: EmailMessage, attachment: Attachment) -> None:
    filename = _header_text(attachment.filename.replace("/", "-").replace("\\", "-"), _LONGEST_NAME)
    main, _, sub = attachment.media_type.partition("/")
    message.add_attachment(attachment.content, maintype=main, subtype=sub, filename=filename)
