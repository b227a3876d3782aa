"""Letters as a page: which went, which did not, and what a person does about those."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from donations.core import ids
from donations.core.database import session, transaction
from donations.mail.models import Letter
from tests.colleague import Colleague, colleague
from tests.operations import a_letter, counted_questions
from tests.page_text import text_of
from tests.story import Story

Hire = Callable[..., Colleague]
LIST = "/staff/letters"


@pytest.fixture
def kim(hires: Hire) -> Colleague:
    return hires("accountant").signs_in()


def unknown_letter(story: Story) -> str:
    """The page of the letter about a donation, which nobody knows to have arrived."""
    story.gives("50.00", name="Kim <i>Nowak</i>")
    with story.inside(), transaction():
        letter = session.scalars(select(Letter).where(Letter.kind == "thank_you")).one()
        letter.state, letter.sent_at, letter.problem = "unknown", None, "the connection <b>broke"
        return f"{LIST}/{letter.id}"


@pytest.fixture
def page(story: Story) -> str:
    return unknown_letter(story)


@pytest.fixture(scope="module")
def shown(shared_story: Story) -> str:
    """As `page`, for who only looks."""
    return unknown_letter(shared_story)


@pytest.fixture(scope="module")
def reader(shared_story: Story, shown: str) -> Colleague:
    return colleague(shared_story.app, "accountant").signs_in()


@pytest.mark.both_databases
def test_the_list_says_which_letter_went_to_whom_about_what(shared_story: Story, reader: Colleague, shown: str) -> None:
    text = reader.opens(LIST).text
    words = text_of(text)
    for part in ("Thanks with the receipt", "kim@example.org", "Unknown", shared_story.donations()[0]["reference"]):
        assert part in words, part
    assert "the connection &lt;b&gt;broke" in text
    assert f'href="{shown}"' in text


@pytest.mark.both_databases
def test_the_list_and_a_letter_ask_the_database_at_most_twelve_times(
    shared_story: Story, reader: Colleague, shown: str
) -> None:
    for where in (LIST, f"{LIST}?state=waits&kind=thank_you", shown, f"{shown}/text"):
        reader.opens(where)
        with counted_questions(shared_story) as requested:
            assert reader.opens(where).status_code == 200
        assert len(requested) <= 12, "\n\n".join(requested)


@pytest.mark.both_databases
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
def test_whatever_is_in_the_address_has_a_sane_answer(reader: Colleague, query: str, status: int) -> None:
    assert reader.opens(f"{LIST}?{query}").status_code == status


def test_what_waits_is_found_and_counted(story: Story, kim: Colleague, page: str) -> None:
    with story.inside():
        a_letter("lee@example.org", "owed")
    text = kim.opens(f"{LIST}?state=waits").text
    assert page in text
    assert "lee@example.org" not in text
    assert 'class="waits">1<' in text


def test_an_unknown_letter_is_explained_in_plain_words(reader: Colleague, shown: str) -> None:
    for where in (shown, f"{shown}/resend"):
        words = text_of(reader.opens(where).text)
        assert "It may have arrived" in words
        assert "it may arrive twice" in words


def test_its_text_is_shown_as_it_would_be_written_today(reader: Colleague, shown: str) -> None:
    answer = reader.opens(f"{shown}/text")
    assert answer.status_code == 200
    assert "SANDBOX-D/2026/000001.pdf" in text_of(answer.text)
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
    assert "Marked a letter as handled." in text_of(text)
    assert "Kim &lt;b&gt;called&lt;/b&gt;" in text
    assert f"{page}/seen" not in text
    assert 'class="waits"' not in text


def test_a_letter_that_is_not_there_is_not_found(reader: Colleague) -> None:
    for act in ("", "/text", "/resend", "/seen"):
        assert reader.opens(f"{LIST}/{ids.new_id()}{act}").status_code == 404
