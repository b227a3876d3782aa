"""Handing a finished letter over, and what can become of that."""

from email.message import EmailMessage
from email.policy import SMTP
from typing import Protocol

# Seven-bit all the way: no relay in between has to be trusted with "Łódź".
LETTER_POLICY = SMTP.clone(cte_type="7bit")


class PostUnavailable(Exception):
    """The letter was surely not taken, for now: try again later."""


class PostRefused(Exception):
    """The letter was surely not taken and never will be: a person has to look."""


class PostUnknown(Exception):
    """The line broke between the letter and the answer: nobody knows. It is never sent again unasked."""


class Post(Protocol):
    """Somewhere letters are handed over."""

    @property
    def is_repeatable(self) -> bool:
        """Sent twice, a letter is still one: a crash before we noted it down is mended by sending again."""

    def send(self, message: EmailMessage) -> None:
        """Hand `message` over. Raises `PostUnavailable`, `PostRefused` or `PostUnknown`."""


def sender_of(message: EmailMessage) -> str:
    """The bare address the letter comes from, for the envelope."""
    return str(message["From"].addresses[0].addr_spec)


def recipient_of(message: EmailMessage) -> str:
    """The bare address the letter goes to; a letter goes to one."""
    return str(message["To"].addresses[0].addr_spec)


def needs_utf8(message: EmailMessage) -> bool:
    """Whether an address has letters beyond ASCII before its @, which plain mail headers cannot carry."""
    return not (sender_of(message) + recipient_of(message)).isascii()


def wire_bytes(message: EmailMessage) -> bytes:
    """The message as it travels: CRLF line ends, ASCII unless an address makes UTF-8 headers needed."""
    return message.as_bytes(policy=LETTER_POLICY.clone(utf8=needs_utf8(message)))
