"""Letters as a page: which went, which did not, and what a person does about those."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select

from donations.core import ids
from donations.core.database import session, transaction
from donations.mail.models import Letter
from tests.colleague import Colleague
from tests.machine_room import a_letter, counted_questions
from tests.story import Story

Hire = Callable[..., Colleague]
LIST = "/staff/letters"


@pytest.fixture
def kim(hires: Hire) -> Colleague:
    return hires("accountant").signs_in()


@pytest.fixture
def page(story: Story) -> str:
    """The page of the letter about a gift, which nobody knows to have arrived."""
    story.gives("50.00", name="Kim <i>Nowak</i>")
    with story.inside(), transaction():
        letter = session.scalars(select(Letter).where(Letter.kind == "thank_you")).one()
        letter.state, letter.sent_at, letter.problem = "unknown", None, "the connection <b>broke"
        return f"{LIST}/{letter.id}"


def told(text: str) -> str:
    """The text of a page, without tags, on one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def test_the_list_says_which_letter_went_to_whom_about_what(story: Story, kim: Colleague, page: str) -> None:
    text = kim.opens(LIST).text
    words = told(text)
    for part in ("Thanks with the receipt", "kim@example.org", "Unknown", story.donations()[0]["reference"]):
        assert part in words, part
    assert "the connection &lt;b&gt;broke" in text
    assert f'href="{page}"' in text


def test_the_list_and_a_letter_ask_the_database_at_most_twelve_times(story: Story, kim: Colleague, page: str) -> None:
    for where in (LIST, f"{LIST}?state=waits&kind=thank_you", page, f"{page}/text"):
        kim.opens(where)
        with counted_questions(story) as asked:
            assert kim.opens(where).status_code == 200
        assert len(asked) <= 12, "\n\n".join(asked)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        *((f"state={state}", 200) for state in ("waits", "owed", "sending", "sent", "refused", "unknown")),
        ("kind=gift_refunded&to=kim@example.org", 200),
        ("kind=staff_reset", 200),
        ("to=%25", 200),
        ("to=%5C", 200),
        ("state=nothing", 400),
        ("kind=nothing", 400),
        ("to=" + "x" * 10_000, 400),
        ("to=%00", 400),
        ("newer=%25", 400),
    ],
)
def test_whatever_is_in_the_address_has_a_sane_answer(kim: Colleague, query: str, status: int) -> None:
    assert kim.opens(f"{LIST}?{query}").status_code == status


def test_what_waits_is_found_and_counted(story: Story, kim: Colleague, page: str) -> None:
    with story.inside():
        a_letter("lee@example.org", "owed")
    text = kim.opens(f"{LIST}?state=waits").text
    assert page in text
    assert "lee@example.org" not in text
    assert 'class="waits">1<' in text


def test_an_unknown_letter_is_explained_in_plain_words(kim: Colleague, page: str) -> None:
    for where in (page, f"{page}/resend"):
        words = told(kim.opens(where).text)
        assert "It may have arrived" in words
        assert "it may arrive twice" in words


def test_its_text_is_shown_as_it_would_be_written_today(kim: Colleague, page: str) -> None:
    answer = kim.opens(f"{page}/text")
    assert answer.status_code == 200
    assert "SANDBOX-D/2026/000001.pdf" in told(answer.text)
    assert "Kim &lt;i&gt;Nowak&lt;/i&gt;" in answer.text


def test_the_text_of_letters_to_staff_is_for_their_readers_alone(story: Story, kim: Colleague) -> None:
    with story.inside():
        letter_id = a_letter(kind="staff_reset", about_id=kim.id)
    assert kim.opens(f"{LIST}/{letter_id}/text").status_code == 404
    shown = kim.opens(f"{LIST}/{letter_id}").text
    assert "not sent again from here" in shown
    assert f"{letter_id}/resend" not in shown
    where = f"{LIST}/{letter_id}/resend"
    assert "Only letters about gifts" in kim.sends(where, {"to": "a@example.org", "reason": "x"}, page=where).text


def test_a_letter_is_sent_again_to_a_corrected_address_with_a_reason(story: Story, kim: Colleague, page: str) -> None:
    where = f"{page}/resend"
    refused = kim.sends(where, {"to": "kim@example.com", "reason": ""}, page=where)
    assert refused.status_code == 422
    assert "say why" in refused.text
    given = {"to": "kim@example.com", "reason": "a typing mistake"}
    assert [kim.sends(where, given, page=where).status_code for _ in range(2)] == [303, 422]
    story.drains()

    assert story.mailbox.letters[-1]["To"].addresses[0].addr_spec == "kim@example.com"
    text = kim.opens(page).text
    assert "The same letter" in text
    assert "kim@example.com" in text
    assert 'class="waits"' not in text
    assert story.broken_invariants() == []


def test_a_letter_is_set_aside_with_a_reason(story: Story, kim: Colleague, page: str) -> None:
    where = f"{page}/seen"
    assert kim.sends(where, {"reason": ""}, page=where).status_code == 422
    assert kim.sends(where, {"reason": "Kim <b>called</b>"}, page=where).location == page
    text = kim.opens(page).text
    assert "Saw to a letter." in told(text)
    assert "Kim &lt;b&gt;called&lt;/b&gt;" in text
    assert f"{page}/seen" not in text
    assert 'class="waits"' not in text


def test_a_letter_that_is_not_there_is_not_found(kim: Colleague) -> None:
    for act in ("", "/text", "/resend", "/seen"):
        assert kim.opens(f"{LIST}/{ids.new_id()}{act}").status_code == 404
