"""Owe a letter, once per kind and subject."""

from uuid import UUID

from sqlalchemy import select

from donations.core import ids, outbox
from donations.core.database import lock_words, session
from donations.mail.compose import Mailbox
from donations.mail.models import Letter, LetterWritten


def write_letter(kind: str, subject_id: UUID, *, about_id: UUID, recipient: Mailbox, language: str) -> None:
    """In the caller's transaction; a letter of this kind about this subject that exists already is left alone."""
    if has_letter(kind, subject_id):
        return
    letter = Letter(
        kind=kind,
        subject_id=subject_id,
        about_id=about_id,
        recipient_name=recipient.name,
        recipient_email=recipient.email,
        language=language,
    )
    session.add(letter)
    session.flush()
    outbox.record(LetterWritten(letter.id))


def write_again(letter: Letter, recipient: Mailbox, asked_by: UUID | None = None) -> Letter:
    """Owe it once more. Its subject is itself: what goes out by itself is still counted once.

    `asked_by`: the supporter; of staff the trail tells.
    """
    letter_id = ids.new_id()
    again = Letter(
        id=letter_id,
        kind=letter.kind,
        subject_id=letter_id,
        about_id=letter.about_id,
        recipient_name=recipient.name,
        recipient_email=recipient.email,
        language=letter.language,
        resend_of_id=letter.id,
        asked_by=asked_by,
    )
    session.add(again)
    session.flush()
    outbox.record(LetterWritten(again.id))
    return again


def has_letter(kind: str, subject_id: UUID) -> bool:
    """Whether it was written before, whatever became of it. Until the transaction ends nobody else writes one."""
    lock_words("letter", kind, str(subject_id))
    known = select(Letter.id).where(Letter.kind == kind, Letter.subject_id == subject_id)
    return session.scalar(known) is not None


def is_written_about(about_id: UUID) -> bool:
    """Whether a letter of any kind is made from this row."""
    return session.scalar(select(Letter.id).where(Letter.about_id == about_id).limit(1)) is not None
