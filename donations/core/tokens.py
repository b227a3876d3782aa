"""Personal text behind append-only rows: they keep an id and a salted digest; forgetting deletes text and salt."""

import base64
import binascii
import hashlib
import hmac
import secrets
from datetime import datetime
from uuid import UUID

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from donations.core import ids
from donations.core.database import Base
from donations.core.errors import NotFound


class SealedText(Base):
    """A text that may be forgotten. `subject` says what it belongs to, `purge_after` when it must go."""

    __tablename__ = "sealed_text"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new_id)
    subject: Mapped[str] = mapped_column(String(40))
    text: Mapped[str]
    salt: Mapped[bytes] = mapped_column(LargeBinary)
    purge_after: Mapped[datetime | None]


def seal(text: str) -> tuple[bytes, str]:
    """A fresh salt, and the hex SHA-256 of salt and text."""
    salt = secrets.token_bytes(16)
    return salt, hashlib.sha256(salt + text.encode()).hexdigest()


_MAC_BYTES = 16


def sign(secret: str, purpose: str, subject: UUID, version: int = 1) -> str:
    """A token of 43 URL-safe characters that opens `purpose` for `subject`, and nothing else."""
    raw = subject.bytes + _mac(secret, purpose, subject, version)
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def read(secret: str, purpose: str, token: str, version: int = 1) -> UUID:
    """The subject of a token made by `sign`; raises `NotFound` for any other text."""
    subject = claimed_subject(token)
    # The whole token is compared: base64 would let its last letter be another one.
    if hmac.compare_digest(token, sign(secret, purpose, subject, version)):
        return subject
    raise _not_valid()


def claimed_subject(token: str) -> UUID:
    """What a token says it is for; nothing is proved by that. Raises `NotFound` for what is none."""
    try:
        raw = base64.b64decode(token.encode("ascii") + b"=", altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raw = b""
    if len(raw) != 2 * _MAC_BYTES:
        raise _not_valid()
    return UUID(bytes=raw[:16])


def _not_valid() -> NotFound:
    return NotFound("This link is not valid. Perhaps it was cut off: please copy it whole.")


def _mac(secret: str, purpose: str, subject: UUID, version: int) -> bytes:
    if not secret:
        raise ValueError("links are signed with a secret, and there is none")
    message = f"{purpose}\0{version}\0{subject.hex}".encode()
    return hmac.digest(secret.encode(), message, hashlib.sha256)[:_MAC_BYTES]


_BYTES = 32
_LONGEST = 100


def new_token() -> str:
    """43 URL-safe characters nobody can guess."""
    return secrets.token_urlsafe(_BYTES)


def digest_of(token: str) -> str:
    """What is stored of a token; a text too long to be one is cut, and so fits none."""
    return hashlib.sha256(token[:_LONGEST].encode("utf-8", "surrogatepass")).hexdigest()
