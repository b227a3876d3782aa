"""Letters over real SMTP: what arrives, and how each way of failing is told apart."""

from email.message import EmailMessage

import pytest

from donations.mail.compose import Mailbox, compose
from donations.mail.smtp_transport import SmtpTransport
from donations.mail.transport import LETTER_POLICY, MailRefused, MailUnavailable, MailUnknown
from tests.mail.drafts import DOCUMENT, a_draft, read_back, text_of
from tests.mail.mail_servers import HANG_UP, SILENCE, Letterbox, free_port, mail_server, scripted_server

UP_TO_DATA = ("220 hello", "250 fine", "250 fine", "250 fine")


def plain_post(port: int) -> SmtpTransport:
    return SmtpTransport("127.0.0.1", port, security="none", timeout=0.5)


def send_to_script(*answers: str) -> None:
    with scripted_server(*answers) as port:
        plain_post(port).send(compose(a_draft()))


def test_a_letter_arrives_word_for_word() -> None:
    letterbox = Letterbox()
    letter = compose(a_draft())
    with mail_server(letterbox) as port:
        plain_post(port).send(letter)
    received = read_back(letterbox.letters[0])
    assert text_of(received) == text_of(letter)
    assert text_of(received, "html") == text_of(letter, "html")
    assert next(received.iter_attachments()).get_content() == DOCUMENT
    assert received["To"].addresses[0].display_name == "Żółć Łódzka"


def test_the_envelope_names_sender_and_supporter() -> None:
    letterbox = Letterbox()
    with mail_server(letterbox) as port:
        plain_post(port).send(compose(a_draft()))
    assert letterbox.envelopes[0].mail_from == "letters@meadows.example"
    assert letterbox.envelopes[0].rcpt_tos == ["supporter@example.org"]


def test_lines_of_dots_arrive_as_they_are() -> None:
    letterbox = Letterbox()
    letter = EmailMessage(policy=LETTER_POLICY)
    letter["From"], letter["To"] = "a@meadows.example", "b@example.org"
    letter.set_content(".\n..\n.start\n\n.\n")
    with mail_server(letterbox) as port:
        plain_post(port).send(letter)
    assert read_back(letterbox.letters[0]).get_content().splitlines() == [".", "..", ".start", "", "."]


def test_a_plain_address_asks_for_no_extension() -> None:
    letterbox = Letterbox()
    with mail_server(letterbox, enable_SMTPUTF8=True) as port:
        plain_post(port).send(compose(a_draft()))
    assert not letterbox.envelopes[0].smtp_utf8


def test_an_address_beyond_ascii_travels_where_the_server_can_carry_it() -> None:
    letterbox = Letterbox()
    with mail_server(letterbox, enable_SMTPUTF8=True) as port:
        plain_post(port).send(compose(a_draft(recipient=Mailbox("Żółw", "żółw@example.org"))))
    assert letterbox.envelopes[0].smtp_utf8
    assert letterbox.envelopes[0].rcpt_tos == ["żółw@example.org"]
    assert "To: Żółw <żółw@example.org>".encode() in letterbox.letters[0]


def test_an_address_beyond_ascii_is_refused_where_the_server_cannot() -> None:
    with mail_server(Letterbox(), enable_SMTPUTF8=False) as port, pytest.raises(MailRefused, match="ASCII"):
        plain_post(port).send(compose(a_draft(recipient=Mailbox("Żółw", "żółw@example.org"))))


@pytest.mark.parametrize("stage", ["RCPT", "DATA"])
def test_not_now_means_later(stage: str) -> None:
    with mail_server(Letterbox({stage: "451 greylisted"})) as port, pytest.raises(MailUnavailable, match="451 greyl"):
        plain_post(port).send(compose(a_draft()))


@pytest.mark.parametrize("stage", ["RCPT", "DATA"])
def test_never_means_refused(stage: str) -> None:
    with mail_server(Letterbox({stage: "550 no such box"})) as port, pytest.raises(MailRefused, match="550 no such"):
        plain_post(port).send(compose(a_draft()))


def test_nobody_listening_means_later() -> None:
    with pytest.raises(MailUnavailable):
        plain_post(free_port()).send(compose(a_draft()))


@pytest.mark.parametrize(
    "answers",
    [
        (HANG_UP,),
        (SILENCE,),
        ("554 go away",),
        ("220 hello", HANG_UP),
        ("220 hello", "250 fine", "530 sign in first"),
        ("220 hello", "250 fine", "250 fine", HANG_UP),
        (*UP_TO_DATA, "421 closing"),
        (*UP_TO_DATA, "250 what"),
        (*UP_TO_DATA, HANG_UP),
        (*UP_TO_DATA, SILENCE),
    ],
    ids=" ".join,
)
def test_whatever_breaks_before_the_letter_is_handed_over_means_later(answers: tuple[str, ...]) -> None:
    with pytest.raises(MailUnavailable):
        send_to_script(*answers)


@pytest.mark.parametrize("answer", [HANG_UP, SILENCE, "certainly", "354 more", "199 perhaps"])
def test_whatever_breaks_between_letter_and_answer_is_unknown(answer: str) -> None:
    with pytest.raises(MailUnknown):
        send_to_script(*UP_TO_DATA, "354 go on", answer)


def test_a_line_that_breaks_after_the_answer_breaks_nothing() -> None:
    send_to_script(*UP_TO_DATA, "354 go on", "250 taken", HANG_UP)


def test_smtp_is_not_repeatable() -> None:
    assert not plain_post(25).is_repeatable
