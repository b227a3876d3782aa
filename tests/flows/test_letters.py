"""Letters when the mail server is away, slow to come back, or dies half-way."""

import pytest
from sqlalchemy import select

from donations.core import outbox
from donations.core.database import session, transaction
from donations.core.drain import retry_parked
from donations.core.outbox import Owed
from donations.mail.models import Letter, LetterWritten
from donations.mail.smtp_transport import SmtpTransport
from tests.flows.conftest import OpenService
from tests.mail.drafts import read_back, text_of
from tests.mail.mail_servers import HANG_UP, Letterbox, free_port, mail_server, scripted_server
from tests.story import Story

UNTIL_THE_DOT = ("220 hello", "250 fine", "250 fine", "250 fine", "354 go ahead")


def smtp(port: int) -> SmtpTransport:
    return SmtpTransport("127.0.0.1", port, security="none", timeout=2)


def letters(story: Story) -> list[tuple[str, str, str | None]]:
    with story.inside():
        return [(row.kind, row.state, row.problem) for row in session.scalars(select(Letter).order_by(Letter.id))]


def test_a_letter_waits_for_the_mail_server_and_is_sent_once(story: Story) -> None:
    story.mailbox.is_closed = True
    visitor = story.gives("50.00")
    waiting = letters(story), visitor.sees()
    story.mailbox.is_closed = False
    story.drains_until_nothing_is_owed()
    story.drains()

    assert waiting == ([("thank_you", "owed", "the mail server does not answer")], "received")
    assert story.kinds_of_letters() == ["thank_you"]
    assert [state for _, state, _ in letters(story)] == ["sent"]
    assert story.broken_invariants() == []


def test_a_mail_server_away_for_days_parks_the_letter_until_a_person_says_again(story: Story) -> None:
    story.mailbox.is_closed = True
    story.gives("50.00")
    story.drains_until_nothing_is_owed()
    assert [line for line in story.broken_invariants() if "No owed work needs attention" in line]
    story.mailbox.is_closed = False
    with story.inside(), transaction():
        retry_parked(session.scalars(select(Owed.id)).one())
    story.drains()

    assert story.kinds_of_letters() == ["thank_you"]
    assert story.broken_invariants() == []


def test_a_letter_goes_out_over_real_smtp_when_the_server_comes_up(open_service: OpenService) -> None:
    port, letterbox = free_port(), Letterbox()
    story = open_service(smtp(port))
    story.gives("50.00", name="Żółć Gęślą-Jaźń")
    before = letters(story)
    with mail_server(letterbox) as letterbox_port:
        story = open_service(smtp(letterbox_port))
        story.drains_until_nothing_is_owed()

    assert [state for _, state, _ in before] == ["owed"]
    assert [state for _, state, _ in letters(story)] == ["sent"]
    [received] = [read_back(content) for content in letterbox.letters]
    assert received["To"].addresses[0].display_name == "Żółć Gęślą-Jaźń"
    assert "Żółć Gęślą-Jaźń" in text_of(received)


@pytest.mark.both_databases
def test_a_server_that_dies_after_the_letter_leaves_it_unknown_and_never_sent_again(open_service: OpenService) -> None:
    with scripted_server(*UNTIL_THE_DOT, HANG_UP) as port:
        story = open_service(smtp(port))
        story.gives("50.00")
    at_once = [(kind, state) for kind, state, _ in letters(story)]
    story = open_service()
    story.drains_until_nothing_is_owed()

    assert at_once == [("thank_you", "unknown")]
    assert [(kind, state) for kind, state, _ in letters(story)] == at_once
    assert story.mailbox.letters == []


@pytest.mark.both_databases
def test_a_server_that_dies_before_the_letter_is_tried_again(open_service: OpenService) -> None:
    with scripted_server("220 hello", "250 fine", HANG_UP) as port:
        story = open_service(smtp(port))
        story.gives("50.00")
    before = [state for _, state, _ in letters(story)]
    story = open_service()
    story.drains_until_nothing_is_owed()

    assert before == ["owed"]
    assert story.kinds_of_letters() == ["thank_you"]


def test_a_mailbox_that_does_not_exist_is_refused_and_not_tried_again(open_service: OpenService) -> None:
    with mail_server(Letterbox({"RCPT": "550 no such mailbox"})) as port:
        story = open_service(smtp(port))
        story.gives("50.00")
        story.drains_until_nothing_is_owed()

    assert [(kind, state) for kind, state, _ in letters(story)] == [("thank_you", "refused")]


@pytest.mark.both_databases
def test_a_worker_that_died_while_sending_leaves_the_letter_unknown(story: Story) -> None:
    story.mailbox.is_closed = True
    story.gives("50.00")
    with story.inside(), transaction():
        session.scalars(select(Letter)).one().state = "sending"
    story.mailbox.is_closed = False
    story.drains_until_nothing_is_owed()

    assert letters(story) == [("thank_you", "unknown", "stopped while it was being sent")]
    assert story.mailbox.letters == []
    assert story.broken_invariants() == []


@pytest.mark.parametrize("language", ["pl", "en"])
def test_the_letter_speaks_the_visitors_language_and_its_link_opens_the_receipt(story: Story, language: str) -> None:
    visitor = story.visitor(language)
    visitor.starts("50.00")
    visitor.pays()
    story.settles()
    letter = text_of(story.mailbox.letters[0])
    link = next(line for line in letter.splitlines() if "/receipts/" in line)
    page = visitor.follows(link)

    assert f"/{language}/receipts/" in link
    assert page.status_code == 200
    assert "SANDBOX-D/2026/000001" in page.text
    assert ("dziękujemy" in letter.lower()) == (language == "pl")


def test_a_letter_written_again_says_the_same_with_the_same_identity(story: Story) -> None:
    """A crash before the answer was noted must not make a second, different letter for a post that forgives repeats."""
    story.mailbox.is_repeatable = True
    story.gives("50.00")
    with story.inside(), transaction():
        letter = session.scalars(select(Letter)).one()
        letter.state, letter.sent_at = "sending", None
        outbox.record(LetterWritten(letter.id))
    story.drains()

    first, second = story.mailbox.letters
    assert first["Message-ID"] == second["Message-ID"]
    assert text_of(first) == text_of(second)
    assert [state for _, state, _ in letters(story)] == ["sent"]
