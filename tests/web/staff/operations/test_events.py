"""The inbox as a page: found, filtered, read to the letter, applied again."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import delete, select

from donations.core.database import session, transaction
from donations.core.outbox import Owed
from donations.core.tokens import SealedText
from donations.staff.audit_trail import AuditEntry
from tests.colleague import Colleague, colleague
from tests.flows.made_up_events import event_of
from tests.operations import counted_questions, parked_event
from tests.page_text import text_of
from tests.payments.inbox_events import event, receive
from tests.story import Story

Hire = Callable[..., Colleague]
LIST = "/staff/events"
PARKED = f"{LIST}/evt_1"
ODD = '<b>&"\u202eodd'


@pytest.fixture
def kim(hires: Hire) -> Colleague:
    return hires("accountant").signs_in()


def odd_one(story: Story) -> str:
    """The page of an event that needs attention."""
    with story.inside():
        parked_event(data={"object": event()["data"]["object"] | {"description": ODD}})
    return PARKED


@pytest.fixture
def parked(story: Story) -> str:
    return odd_one(story)


@pytest.fixture(scope="module")
def reader(shared_story: Story) -> Colleague:
    """Who only looks, while one event is parked."""
    odd_one(shared_story)
    return colleague(shared_story.app, "accountant").signs_in()


def test_the_list_says_what_came_what_became_of_it_and_whose_donation_it_is(story: Story, kim: Colleague) -> None:
    story.gives("50.00")
    with story.inside():
        receive(event("evt_live", livemode=True))
    page = kim.opens(LIST).text
    words = text_of(page)
    for part in ("payment_intent.succeeded", "Applied", "Not ours: it belongs to another mode", "evt_live"):
        assert part in words, part
    assert f'href="/staff/donations/{story.donations()[0]["reference"]}"' in page


def test_the_list_and_an_event_ask_the_database_at_most_twelve_times(story: Story, kim: Colleague, parked: str) -> None:
    story.gives("50.00")
    for where in (LIST, f"{LIST}?find={story.donations()[0]['reference']}", parked):
        kim.opens(where)
        with counted_questions(story) as requested:
            assert kim.opens(where).status_code == 200
        assert len(requested) <= 12, "\n\n".join(requested)


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 200),
        ("state=parked&type=payment_intent.succeeded&whose=ours&find=pi_1", 200),
        ("type=nothing.known", 200),
        ("find=%25", 200),
        ("find=%5C", 200),
        ("page=-1", 200),
        ("state=nothing", 400),
        ("whose=nobody", 400),
        ("older=1", 400),
        ("newer=-1", 400),
        ("older=" + "f" * 32, 200),
        ("find=" + "x" * 10_000, 400),
        ("find=%00", 400),
    ],
)
def test_whatever_is_in_the_address_has_a_sane_answer(reader: Colleague, query: str, status: int) -> None:
    assert reader.opens(f"{LIST}?{query}").status_code == status


def test_what_fits_nothing_says_so(reader: Colleague) -> None:
    assert "Nothing fits these filters" in reader.opens(f"{LIST}?state=applied").text
    assert "evt_1" in reader.opens(f"{LIST}?state=parked&find=evt_1").text


def test_an_event_is_shown_to_the_letter_and_literally(reader: Colleague) -> None:
    page = reader.opens(PARKED)
    assert page.status_code == 200
    assert "&lt;b&gt;&amp;" in page.text
    assert "<b>&" not in page.text
    for part in ("evt_1", "pi_1", "Ours, but the gift it speaks of is not known here", "2026-10-28.endive"):
        assert part in text_of(page.text), part


def test_a_forgotten_body_is_said_to_be_gone_and_nothing_is_offered(story: Story, kim: Colleague, parked: str) -> None:
    with story.inside(), transaction():
        session.execute(delete(SealedText).where(SealedText.subject == "provider_event"))
    page = kim.opens(parked).text
    assert "The body has been deleted" in page
    assert f"{parked}/replay" not in page
    assert "deleted" in kim.opens(kim.sends(f"{parked}/replay", page=parked).location or "").text


def test_an_event_is_found_by_our_own_id_too(story: Story, kim: Colleague) -> None:
    with story.inside():
        row_id = parked_event()
    assert "evt_1" in kim.opens(f"{LIST}/{row_id}").text
    assert kim.opens(f"{LIST}/evt_2").status_code == 404
    assert kim.opens(f"{LIST}/{'x' * 5000}").status_code == 404


@pytest.mark.both_databases
def test_a_parked_event_is_applied_again_and_the_page_says_who_did_it(
    story: Story, kim: Colleague, parked: str
) -> None:
    answer = kim.sends(f"{parked}/replay", page=parked)
    assert answer.location == parked
    with story.inside():
        assert len(session.scalars(select(Owed)).all()) == 1
        assert (
            session.scalars(select(AuditEntry.action).order_by(AuditEntry.sequence.desc())).first() == "event.replayed"
        )
    words = text_of(kim.opens(parked).text)
    assert "is being applied again" in words
    assert "Applied an event again." in words
    assert "Kim Accountant" in words


def test_what_waits_already_is_not_applied_twice(story: Story, kim: Colleague, parked: str) -> None:
    kim.sends(f"{parked}/replay", page=parked)
    answer = kim.sends(f"{parked}/replay", page=parked)
    assert "still waits to be applied" in kim.opens(answer.location or "").text
    with story.inside():
        assert len(session.scalars(select(Owed)).all()) == 1


def test_an_applied_event_shows_its_donation_and_is_applied_again_for_a_reason(story: Story, kim: Colleague) -> None:
    story.gives("50.00")
    page = f"{LIST}/{event_of(story, 'payment_intent.succeeded')['id']}"
    words = text_of(kim.opens(page).text)
    assert f"is about gift {story.donations()[0]['reference']}." in words
    assert "nothing is counted, kept or told twice" in words
    again = f"{page}/replay"
    assert "no letter is sent twice" in text_of(kim.opens(again).text)
    assert kim.sends(again, {"reason": ""}, page=again).status_code == 422
    assert kim.sends(again, {"reason": "to be sure"}, page=again).location == page
    assert "still tried by itself" in text_of(kim.opens(page).text)
    story.drains()
    assert "to be sure" in kim.opens(page).text
    assert story.kinds_of_letters() == ["thank_you"]
    assert story.broken_invariants() == []


@pytest.mark.parametrize(
    ("odd", "again", "tie"),
    [
        ({"livemode": True}, "real money", "real money"),
        ({"kind": "balance.available"}, "a later one may use it", "says nothing about a gift"),
        ({"kind": "payment_intent.processing"}, "", "cannot be understood: amount"),
    ],
)
def test_both_acts_are_offered_or_said_to_be_impossible(
    story: Story, kim: Colleague, odd: dict[str, Any], again: str, tie: str
) -> None:
    with story.inside():
        receive(event(**odd))
    story.drains()
    words = text_of(kim.opens(f"{LIST}/evt_1").text)
    before, after = words.split("Link it to a gift", 1)
    assert again in before.split("What can be done")[1]
    assert tie in after


def test_the_page_of_an_event_that_waits_for_no_reason_leads_back(reader: Colleague) -> None:
    assert reader.opens(f"{PARKED}/replay").location == PARKED


def test_the_menu_counts_parked_events(reader: Colleague) -> None:
    assert 'class="waits">1<' in reader.opens("/staff/account").text


def test_only_operations_is_shown_to_those_who_work_there(story: Story, hires: Hire) -> None:
    story.gives("50.00")
    page = f"/staff/donations/{story.donations()[0]['reference']}"
    assert LIST in hires("accountant").signs_in().opens(page).text
    assert LIST not in hires("viewer").signs_in().opens(page).text
