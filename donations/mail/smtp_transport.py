"""Letters over SMTP, one connection each, telling exactly how far a letter came when something goes wrong."""

import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from functools import lru_cache
from typing import Literal

from donations.mail.transport import (
    MailRefused,
    MailUnavailable,
    MailUnknown,
    needs_utf8,
    recipient_of,
    sender_of,
    wire_bytes,
)

Security = Literal["none", "starttls", "tls"]
_GO_AHEAD = 354
_TAKEN, _NOT_NOW, _NEVER = 2, 4, 5  # the first figure of an answer (RFC 5321, 4.2.1)
# Said to the sender, not of the letter: sign in first, encrypt first. Mending the settings mends it.
_ABOUT_US = frozenset({530, 534, 535, 538})


@dataclass(frozen=True)
class SmtpTransport:
    """A mail server that takes our letters on."""

    host: str
    port: int
    security: Security = "starttls"
    username: str = ""
    password: str = field(default="", repr=False)
    timeout: float = 20.0
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context, repr=False)
    is_repeatable: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        if self.username and self.security == "none":
            raise ValueError("a mail password is only sent over TLS: set the security to starttls or tls")

    def send(self, message: EmailMessage) -> None:
        """Hand `message` to the server. Raises `PostUnavailable`, `PostRefused` or `PostUnknown`."""
        with self._connection() as smtp:
            with _nothing_handed_over():
                self._greet(smtp)
                _address_envelope(smtp, message)
                _give_text(smtp, message)
            _end_and_read(smtp)

    @contextmanager
    def _connection(self) -> Iterator[smtplib.SMTP]:
        name = _own_name()
        with _nothing_handed_over():
            smtp: smtplib.SMTP
            if self.security == "tls":
                smtp = smtplib.SMTP_SSL(self.host, self.port, name, timeout=self.timeout, context=self.tls)
            else:
                smtp = smtplib.SMTP(self.host, self.port, name, timeout=self.timeout)
        try:
            yield smtp
            _say_goodbye(smtp)
        finally:
            smtp.close()

    def _greet(self, smtp: smtplib.SMTP) -> None:
        if self.security == "starttls":
            smtp.starttls(context=self.tls)
        smtp.ehlo_or_helo_if_needed()
        if self.username:
            smtp.login(self.username, self.password)


@contextmanager
def _nothing_handed_over() -> Iterator[None]:
    """Whatever breaks in here, the server has no letter. (smtplib's exceptions are `OSError` too.)"""
    try:
        yield
    except OSError as trouble:
        raise MailUnavailable(_in_words(trouble)) from trouble


def _address_envelope(smtp: smtplib.SMTP, message: EmailMessage) -> None:
    options: tuple[str, ...] = ()
    if needs_utf8(message):
        if not smtp.has_extn("smtputf8"):
            raise MailRefused("the mail server cannot write to addresses with letters beyond ASCII")
        options = ("SMTPUTF8", "BODY=8BITMIME")
    _heed(*smtp.mail(sender_of(message), options))
    _heed(*smtp.rcpt(recipient_of(message)))


def _give_text(smtp: smtplib.SMTP, message: EmailMessage) -> None:
    """All of the letter but the final dot: until that, the server may not deliver it (RFC 5321, 4.1.1.4)."""
    code, answer = smtp.docmd("DATA")
    if code != _GO_AHEAD:
        _heed(code, answer)
        raise MailUnavailable(f"the mail server did not wait for the letter: {_legible(code, answer)}")
    lines = wire_bytes(message).removesuffix(b"\r\n").split(b"\r\n")
    smtp.send(b"".join((b"." if line.startswith(b".") else b"") + line + b"\r\n" for line in lines))


def _end_and_read(smtp: smtplib.SMTP) -> None:
    try:
        smtp.send(b".\r\n")
        code, answer = smtp.getreply()
    except OSError as trouble:
        raise MailUnknown(_in_words(trouble)) from trouble
    if code // 100 not in (_TAKEN, _NOT_NOW, _NEVER):
        raise MailUnknown(f"the mail server answered what no one can read: {_legible(code, answer)}")
    _heed(code, answer)


def _heed(code: int, answer: bytes) -> None:
    """Raise what a refusing answer means for this letter."""
    if code // 100 == _NEVER and code not in _ABOUT_US:
        raise MailRefused(_legible(code, answer))
    if code // 100 != _TAKEN:
        raise MailUnavailable(_legible(code, answer))


def _say_goodbye(smtp: smtplib.SMTP) -> None:
    try:
        smtp.quit()
    except OSError:
        return  # the letter is taken; nothing after that matters


def _in_words(trouble: Exception) -> str:
    if isinstance(trouble, smtplib.SMTPResponseException):
        return _legible(trouble.smtp_code, trouble.smtp_error)
    return f"{type(trouble).__name__}: {trouble}"[:300]


def _legible(code: int, answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return f"{code} {' '.join(text.split())}"[:300]


@lru_cache
def _own_name() -> str:
    """How we introduce ourselves; asked once, so that a slow name server does not delay every letter."""
    name = socket.getfqdn()
    return name if "." in name else "[127.0.0.1]"
