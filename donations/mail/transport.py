"""Handing a finished letter over, and what can become of that."""

import hashlib
import os
import re
import tempfile
from datetime import UTC
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Protocol

# Seven-bit all the way: no relay in between has to be trusted with "Łódź".
LETTER_POLICY = SMTP.clone(cte_type="7bit")


class MailUnavailable(Exception):
    """The letter was surely not taken, for now: try again later."""


class MailRefused(Exception):
    """The letter was surely not taken and never will be: a person has to look."""


class MailUnknown(Exception):
    """The line broke between the letter and the answer: nobody knows. It is never sent again unasked."""


class MailTransport(Protocol):
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


_UNSAFE = re.compile(r"[^A-Za-z0-9]+")


class FileTransport:
    """Writes each letter whole or not at all; the same letter again replaces its own file."""

    is_repeatable = True

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, message: EmailMessage) -> None:
        """The letter, on the disk for good when this returns."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._write(self._path_of(message), wire_bytes(message))
        except OSError as trouble:
            raise MailUnavailable(f"the mail folder cannot be written: {trouble.strerror}") from trouble

    def _path_of(self, message: EmailMessage) -> Path:
        """Sorts by date, names nobody. Date and Message-ID come from the letter's row: a repeat has the same name."""
        identity = str(message["Message-ID"])
        readable = _UNSAFE.sub("-", identity.partition("@")[0]).strip("-")[:60]
        digest = hashlib.sha256(identity.encode()).hexdigest()[:8]
        moment = message["Date"].datetime.astimezone(UTC)
        return self.folder / f"{moment:%Y-%m-%dT%H%M%SZ}_{readable}_{digest}.eml"

    def _write(self, path: Path, content: bytes) -> None:
        descriptor, temporary = tempfile.mkstemp(dir=self.folder, prefix=".", suffix=".part")  # mode 0600
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(path)
        except OSError:
            Path(temporary).unlink(missing_ok=True)
            raise
        self._sync_folder()

    def _sync_folder(self) -> None:
        descriptor = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
