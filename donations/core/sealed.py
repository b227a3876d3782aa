"""Personal text behind append-only rows: they keep an id and a salted digest; forgetting deletes text and salt."""

import hashlib
import secrets
from datetime import datetime
from uuid import UUID

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from donations.core import ids
from donations.core.database import Base


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
