"""Tries to sign in, counted in the database so that the count holds across processes.

Guessing is slowed down from one address at one account, from one address at all accounts, and at one account from
everywhere. The last does not count for an address from which the account was entered before: a stranger who guesses
on purpose does not lock the owner out, and a passkey or a letter with a new password opens the door at any time.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, ColumnElement, Index, String, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from donations.core import clock, ids
from donations.core.database import Base, session

FAILURES_OF_ONE_AT_ONE = (5, timedelta(minutes=15))  # one address at one account
FAILURES_OF_ONE = (25, timedelta(minutes=15))  # one address at all accounts
FAILURES_AT_ONE = (30, timedelta(hours=1))  # all unknown addresses at one account
LETTERS_TO_ONE = (3, timedelta(hours=1))  # letters with a new password, whoever asks
LETTERS_FOR_ONE = (10, timedelta(hours=1))  # one address asking for anybody's
REMEMBERED = timedelta(days=30)

Limit = tuple[int, timedelta]


class SignInAttempt(Base):
    """One try. Account and address as digests only; forgotten after a month."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (
        Index("ix_sign_in_attempt_account", "account", "at"),
        Index("ix_sign_in_attempt_address", "address", "at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new_id)
    kind: Mapped[str] = mapped_column(String(10))  # "sign in" or "letter"
    account: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(64))
    has_succeeded: Mapped[bool] = mapped_column(Boolean)
    at: Mapped[datetime] = mapped_column(index=True, default=clock.now)


@dataclass(frozen=True, slots=True)
class Attempt:
    """Who is tried, from where. An e-mail address nobody has is counted like any other."""

    email: str
    address: str

    @property
    def account_key(self) -> str:
        """The account, for counting."""
        return _digest(self.email.strip().lower())

    @property
    def address_key(self) -> str:
        """The address, for counting."""
        return _digest(self.address)


def may_try(attempt: Attempt) -> bool:
    """Whether another try to sign in is let through."""
    at_account = SignInAttempt.account == attempt.account_key
    from_address = SignInAttempt.address == attempt.address_key
    failed = SignInAttempt.kind == "sign in", SignInAttempt.has_succeeded.is_(False)
    if _reached(FAILURES_OF_ONE_AT_ONE, at_account, from_address, *failed) or _reached(
        FAILURES_OF_ONE, from_address, *failed
    ):
        return False
    return _was_here_before(attempt) or not _reached(FAILURES_AT_ONE, at_account, *failed)


def may_have_letter(attempt: Attempt) -> bool:
    """Whether another letter with a new password is written."""
    statement = SignInAttempt.kind == "letter"
    return not (
        _reached(LETTERS_TO_ONE, SignInAttempt.account == attempt.account_key, statement)
        or _reached(LETTERS_FOR_ONE, SignInAttempt.address == attempt.address_key, statement)
    )


def record_attempt(attempt: Attempt, *, kind: str = "sign in", has_succeeded: bool = False) -> None:
    """In the caller's transaction. A success forgets the failures of that address at that account."""
    now = clock.now()
    session.execute(delete(SignInAttempt).where(SignInAttempt.at < now - REMEMBERED))
    if has_succeeded:
        session.execute(
            delete(SignInAttempt).where(
                SignInAttempt.account == attempt.account_key,
                SignInAttempt.address == attempt.address_key,
                SignInAttempt.kind == kind,
            )
        )
    session.add(
        SignInAttempt(
            kind=kind, account=attempt.account_key, address=attempt.address_key, has_succeeded=has_succeeded, at=now
        )
    )
    session.flush()


def _was_here_before(attempt: Attempt) -> bool:
    return _reached(
        (1, REMEMBERED),
        SignInAttempt.account == attempt.account_key,
        SignInAttempt.address == attempt.address_key,
        SignInAttempt.has_succeeded.is_(True),
    )


def _reached(limit: Limit, *conditions: ColumnElement[bool] | Any) -> bool:
    count, within = limit
    found = select(SignInAttempt.id).where(*conditions, SignInAttempt.at > clock.now() - within).limit(count)
    return len(session.scalars(found).all()) >= count


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
