"""Another card, asked for again and again; another day, moved ahead and back."""

from datetime import date

import pytest
from sqlalchemy import func, select

from donations.core.database import session, transaction
from donations.core.errors import Refused
from donations.core.installation import installation
from donations.recurring.changes import change_request
from donations.recurring.changes.change_card import card_request_for, record_card_page, start_card_change
from donations.recurring.history_models import PlanChange
from tests.plans import SUPPORTER, asks, gives_monthly, goes_on, instalments, outcomes, plans, provider_plan, the_plan
from tests.story import Story


@pytest.fixture
def database(sqlite_database: str) -> str:
    return sqlite_database


def opens_card_page(story: Story) -> str:
    """The provider's id of the page; as the button does it."""
    with story.inside():
        with transaction():
            change_id = start_card_change(the_plan(), SUPPORTER)
        request = card_request_for(change_id, installation().installation_id, "http://a.example/", "http://b.example/")
        session.rollback()
        page = story.app.extensions["services"].gateway().open_card_checkout(request)
        with transaction():
            record_card_page(change_id, page)
    return str(page.session_id)


def count_changes(story: Story) -> int:
    with story.inside():
        return session.scalar(select(func.count()).select_from(PlanChange)) or 0


def card_of(story: Story) -> str:
    return str(story.sandbox.find(provider_plan(story))["default_payment_method"])


def test_whoever_presses_the_button_again_and_again_leaves_one_row(story: Story) -> None:
    gives_monthly(story)
    pages = {opens_card_page(story) for _ in range(5)}
    assert len(pages) == 5  # an old page may have expired
    assert count_changes(story) == 1


@pytest.mark.parametrize("which", [0, 2])
def test_whichever_of_the_pages_is_finished_the_card_is_taken(story: Story, which: int) -> None:
    gives_monthly(story)
    before = card_of(story)
    pages = [opens_card_page(story) for _ in range(3)]
    story.waits(seconds=2)
    story.sandbox.choose(pages[which], "saved")
    story.settles()

    assert outcomes(story) == [("card", True, None)]
    assert card_of(story) != before
    assert story.broken_invariants() == []


@pytest.mark.parametrize("shuffle", [1, 2, 3, 4])
def test_of_two_cards_given_on_two_pages_the_later_one_is_used(story: Story, shuffle: int) -> None:
    gives_monthly(story)
    pages = [opens_card_page(story) for _ in range(2)]
    for page in pages[::-1]:
        story.waits(seconds=2)
        story.sandbox.choose(page, "saved")
    last = story.sandbox.all("payment_method")[-1]["id"]
    story.delivers(shuffle=shuffle, copies=2)
    story.drains_a_while(minutes=5)
    story.settles()

    assert card_of(story) == last
    with story.inside():
        assert the_plan().payment_method_id == last
    assert count_changes(story) <= 2
    assert story.broken_invariants() == []


def test_after_a_card_was_given_the_next_wish_is_a_row_of_its_own(story: Story) -> None:
    gives_monthly(story)
    story.waits(seconds=2)
    story.sandbox.choose(opens_card_page(story), "saved")
    story.settles()
    opens_card_page(story)
    assert count_changes(story) == 2


def test_a_day_moved_ahead_can_be_moved_back_to_where_the_paid_time_ends(story: Story) -> None:
    gives_monthly(story)
    asks(story, change_request.next_collection(date(2027, 1, 8)))
    asks(story, change_request.next_collection(date(2026, 12, 12)))
    assert [done for _, done, _ in outcomes(story)] == [True, True]
    assert plans(story)[0]["next"] == "2026-12-12"
    goes_on(story, 64)

    assert [(day, status) for day, status, _ in instalments(story)] == [
        ("2026-11-10", "settled"),
        ("2026-12-12", "settled"),
        ("2027-01-12", "settled"),
    ]
    assert story.broken_invariants() == []


def test_never_into_the_time_that_is_paid_for(story: Story) -> None:
    gives_monthly(story)
    asks(story, change_request.next_collection(date(2027, 1, 8)))
    with pytest.raises(Refused, match="choose a day"):
        asks(story, change_request.next_collection(date(2026, 12, 9)))


def test_what_was_collected_meanwhile_is_not_moved_back_into(story: Story) -> None:
    gives_monthly(story)
    asks(story, change_request.next_collection(date(2026, 12, 20)))
    story.waits(days=40, hours=3)
    story.sandbox.events()  # collected on 20 December; the webhook that says so is late
    asks(story, change_request.next_collection(date(2026, 12, 22)))

    assert outcomes(story)[-1] == ("date", False, "the next gift had been collected by then")
    story.settles()
    assert [status for _, status, _ in instalments(story)] == ["settled", "settled"]
    assert story.broken_invariants() == []
