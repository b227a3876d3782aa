"""Each answer of the post has its state; a letter is handed over at most once unless the post forgives repeats."""

from collections.abc import Iterator
from email.message import EmailMessage
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from donations.core import ids
from donations.core.database import session, transaction
from donations.core.outbox import Outside, TryAgain
from donations.mail.compose import Mailbox as Recipient
from donations.mail.models import MOVES, Letter, LetterState, LetterWritten
from donations.mail.send_letter import sending
from donations.mail.transport import MailRefused, MailUnavailable, MailUnknown
from donations.mail.write_letter import write_letter
from tests.mail.drafts import a_draft
from tests.story import Mailbox

KIND = "thank_you"


class Answering(Mailbox):
    """A post that takes no letter and always says the same."""

    answer: Exception

    def send(self, message: EmailMessage) -> None:
        raise self.answer


@pytest.fixture
def letter(app: Flask) -> Iterator[LetterWritten]:
    """A letter that is to be sent; inside an application context."""
    with app.app_context():
        with transaction():
            write(ids.new_id())
        yield LetterWritten(session.scalars(select(Letter.id)).one())


def write(subject_id: UUID) -> None:
    recipient = Recipient("Kim Nowak", "kim@example.org")
    write_letter(KIND, subject_id, about_id=subject_id, recipient=recipient, language="en")


def through(transport: Mailbox) -> Outside:
    return sending(transport, {KIND: lambda _letter: a_draft()})


def sent_through(transport: Mailbox, letter: LetterWritten) -> TryAgain | None:
    """As the worker does it: prepare, send, record."""
    outside = through(transport)
    with transaction():
        draft = outside.prepare(letter)
    if draft is None:
        return None
    answer = outside.work(draft)
    with transaction():
        return outside.record(letter, draft, answer)


def state() -> tuple[str, str | None]:
    row = session.scalars(select(Letter)).one()
    return row.state, row.problem


def test_a_letter_that_is_taken_is_sent_at_a_moment(letter: LetterWritten, mailbox: Mailbox) -> None:
    assert sent_through(mailbox, letter) is None

    assert state() == ("sent", None)
    assert session.scalars(select(Letter.sent_at)).one()
    assert len(mailbox.letters) == 1


@pytest.mark.parametrize(
    ("answer", "becomes", "is_tried_again"),
    [
        (MailUnavailable("not now"), LetterState.OWED, True),
        (MailRefused("never"), LetterState.REFUSED, False),
        (MailUnknown("who knows"), LetterState.UNKNOWN, False),
    ],
    ids=["unavailable", "refused", "unknown"],
)
def test_each_answer_has_its_state(letter: LetterWritten, answer, becomes: LetterState, is_tried_again: bool) -> None:
    transport = Answering()
    transport.answer = answer
    again = sent_through(transport, letter)

    assert bool(again) == is_tried_again
    assert state() == (becomes, str(answer))


@pytest.mark.parametrize("before", [LetterState.SENT, LetterState.REFUSED, LetterState.UNKNOWN])
def test_a_letter_that_is_done_with_is_not_sent_again(
    letter: LetterWritten, mailbox: Mailbox, before: LetterState
) -> None:
    with transaction():
        session.get_one(Letter, letter.letter_id).state = before
    sent_through(mailbox, letter)

    assert mailbox.letters == []
    assert state()[0] == before


def test_a_letter_somebody_died_over_is_unknown_unless_the_post_forgives_repeats(
    letter: LetterWritten, mailbox: Mailbox
) -> None:
    with transaction():
        through(mailbox).prepare(letter)
    assert state()[0] == "sending"
    sent_through(mailbox, letter)
    assert (state()[0], mailbox.letters) == ("unknown", [])

    with transaction():
        session.get_one(Letter, letter.letter_id).state = "sending"
    mailbox.is_repeatable = True
    sent_through(mailbox, letter)
    assert (state()[0], len(mailbox.letters)) == ("sent", 1)


def test_one_letter_of_a_kind_about_one_subject(app: Flask) -> None:
    subject = ids.new_id()
    with app.app_context():
        for _ in range(3):
            with transaction():
                write(subject)
        assert len(session.scalars(select(Letter)).all()) == 1


def test_a_sent_letter_never_moves_again_and_only_a_person_sends_a_doubtful_one() -> None:
    assert MOVES[LetterState.SENT] == set()
    assert MOVES[LetterState.UNKNOWN] == MOVES[LetterState.REFUSED] == {LetterState.OWED}
    assert MOVES[LetterState.OWED] == {LetterState.SENDING}
