"""What a letter says, to whom, and what no name can make of it."""

from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from donations.core.errors import Refused
from donations.mail.compose import Mailbox, compose
from donations.mail.transport import wire_bytes
from tests.mail.drafts import DOCUMENT, KINDS, Organisation, a_context, a_draft, read_back, text_of

HOSTILE_NAMES = [
    "Jan\r\nBcc: everyone@example.net",
    "Jan\nSubject: won\r\n\r\nbody",
    "Jan\x00 \x1b[31mŁoś\u202e",
    '<script>alert(1)</script> & "quotes" <i>it\'s</i>',
    "{{7*7}} {% raw %} ${7*7} %(amount)s %s",
    "=?utf-8?q?Bcc=3A_everyone=0D=0ABcc:_x?=",
    '"Other, Name" <other@example.net>, Łódź ' * 3,
    "Ż" * 10_000,
    "x" * 10_000,
    "Łoś " * 2_500,
]


def delivered(message: EmailMessage) -> EmailMessage:
    return read_back(wire_bytes(message))


@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_says_the_same_in_text_and_in_html(kind: str) -> None:
    message = delivered(compose(a_draft(kind)))
    for half in (text_of(message), text_of(message, "html")):
        for said in ("Żółć Łódzka", "50.00", "D/2026/000123", "7KQ4-M2XF", "10 November 2026", "contact@meadows"):
            assert said in half


def test_the_thank_you_names_the_costs_the_mission_and_the_link() -> None:
    text = text_of(compose(a_draft("thank_you")))
    assert "1.77" in text
    assert "Reading for all." in text
    assert "\nhttps://give.example/receipts/token\n" in text


@pytest.mark.parametrize("kind", ["receipt_replaced", "receipt_reissued"])
def test_a_replacing_receipt_names_the_replaced_one(kind: str) -> None:
    assert "D/2026/000101" in text_of(compose(a_draft(kind)))


def test_the_costs_are_silent_where_none_were_covered() -> None:
    assert "costs" not in text_of(compose(a_draft(context=a_context(covered_costs=None))))


def test_a_supporter_without_a_name_is_greeted_all_the_same() -> None:
    text = text_of(compose(a_draft(context=a_context(donor_name=""))))
    assert "Hello," in text
    assert "Given by" not in text


@pytest.mark.parametrize(("mode", "prefix"), [("live", ""), ("test", "[Test] "), ("sandbox", "[Sandbox] ")])
def test_a_letter_about_play_money_says_so_in_its_subject(mode: str, prefix: str) -> None:
    message = compose(a_draft(context=a_context(mode=mode)))
    assert message["Subject"] == f"{prefix}Thank you for your gift"
    assert ("no money has moved" in text_of(message)) == (mode != "live")
    assert ("no money has moved" in text_of(message, "html")) == (mode != "live")


def test_polish_letters_survive_everywhere() -> None:
    message = delivered(compose(a_draft()))
    assert message["From"].addresses[0].display_name == "Otwarte Łąki"
    assert message["To"].addresses[0].display_name == "Żółć Łódzka"
    attachment = next(message.iter_attachments())
    assert attachment.get_filename() == "receipt Łódź D-2026-000123.pdf"
    assert attachment.get_content() == DOCUMENT


def test_the_headers_say_who_when_and_that_a_machine_wrote() -> None:
    message = delivered(compose(a_draft()))
    assert message["Message-ID"] == "<0192f3c4-7d1e-7000-8000-00000000abcd@give.example>"
    assert message["Date"].datetime == datetime(2026, 11, 10, 12, 0, tzinfo=UTC)
    assert message["Reply-To"] == "contact@meadows.example"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "en"


def test_the_bytes_are_ascii_in_short_lines() -> None:
    content = wire_bytes(compose(a_draft()))
    assert content.isascii()
    assert max(map(len, content.split(b"\r\n"))) <= 78


def test_the_html_asks_nothing_of_other_servers() -> None:
    html = text_of(compose(a_draft()), "html")
    for loader in ("<img", "<link", "<script", "src=", "url(", "@import"):
        assert loader not in html


def test_the_style_is_inlined_and_the_dark_one_kept() -> None:
    html = text_of(compose(a_draft()), "html")
    assert 'style="' in html
    assert "prefers-color-scheme: dark" in html


def test_an_accent_that_is_no_colour_writes_no_style() -> None:
    organisation = Organisation(accent="red}</style><script>x</script>")
    assert "<script" not in text_of(compose(a_draft(context=a_context(organisation=organisation))), "html")


@pytest.mark.parametrize("name", HOSTILE_NAMES, ids=range(len(HOSTILE_NAMES)))
def test_no_name_bends_a_header(name: str) -> None:
    draft = a_draft(recipient=Mailbox(name, "a@example.org"), sender=Mailbox(name, "b@c.example"))
    content = wire_bytes(compose(draft))
    message = read_back(content)
    assert [address.addr_spec for address in message["To"].addresses] == ["a@example.org"]
    assert [address.addr_spec for address in message["From"].addresses] == ["b@c.example"]
    assert message["Bcc"] is None
    assert message.defects == []
    assert max(map(len, content.split(b"\r\n"))) <= 998


@pytest.mark.parametrize("name", HOSTILE_NAMES, ids=range(len(HOSTILE_NAMES)))
def test_a_name_stands_in_the_letter_as_it_was_typed(name: str) -> None:
    message = delivered(compose(a_draft(context=a_context(donor_name=name))))
    shown = " ".join("".join(sign if sign.isprintable() or sign.isspace() else "" for sign in name).split())
    assert f"Given by: {shown}\n" in text_of(message)


def test_markup_in_a_name_stays_text_in_html() -> None:
    html = text_of(compose(a_draft(context=a_context(donor_name="<script>x</script> {{7*7}} <b>A & B</b>"))), "html")
    assert "<script" not in html
    assert "<b>" not in html
    assert "{{7*7}} &lt;b&gt;A &amp; B" in html


@pytest.mark.parametrize(
    "email",
    [
        "",
        "nobody",
        "a@b.example\r\nBcc: c@d.example",
        "a b@c.example",
        "a@b@c.example",
        "A <a@b.example>",
        "a\x00@b.example",
        "a@b.example, c@d.example",
        "a@" + "b" * 260,
        "ż@..łąka",
        "a\u202e@b.example",
    ],
)
def test_an_address_that_is_none_is_refused(email: str) -> None:
    with pytest.raises(Refused):
        compose(a_draft(recipient=Mailbox("Jan", email)))


def test_a_domain_beyond_ascii_travels_as_servers_know_it() -> None:
    message = delivered(compose(a_draft(recipient=Mailbox("Jan", "jan@łąka.pl"))))
    assert message["To"].addresses[0].addr_spec == "jan@xn--ka-ola7v.pl"


def test_a_name_before_the_at_sign_keeps_its_letters() -> None:
    content = wire_bytes(compose(a_draft(recipient=Mailbox("Jan", "żółw@łąka.pl"))))
    assert "To: Jan <żółw@xn--ka-ola7v.pl>\r\n".encode() in content
