"""An event that was applied may be applied again at any time: nothing is counted, kept or told a second time."""

import pytest

from donations.giving.by_hand.review_held import accept_held, reject_held
from donations.recurring.changes import change_request
from tests.applied_again import apply_all_again, books, changed_by
from tests.dunning import MONTH, asks, begins_and_fails, failures, lives
from tests.flows.desk import Desk
from tests.flows.test_any_order import STORIES as DONATIONS
from tests.flows.test_plans_any_order import STORIES as PLANS
from tests.plans import plans, provider_plan
from tests.story import Story

pytestmark = pytest.mark.both_databases

SEEDS = (1, 2)


def changes_nothing(story: Story) -> None:
    """In any order, once all that was told has been applied."""
    for _ in range(4):
        story.waits(minutes=6)
        story.drains()
    with story.inside():
        before = books()
    letters = len(story.mailbox.letters)
    for seed in SEEDS:
        apply_all_again(story, seed)
        with story.inside():
            assert changed_by(before, books()) == {}
    assert len(story.mailbox.letters) == letters
    assert story.broken_invariants() == []


@pytest.fixture
def database(sqlite_database: str) -> str:
    """Applying again asks nothing of the database that applying does not."""
    return sqlite_database


@pytest.fixture(autouse=True)
def quick_receipts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Receipts are not set in type."""
    monkeypatch.setattr("donations.receipts.documents.render_receipt", lambda *_, **__: b"%PDF-1.7")


def test_donations_and_all_that_happened_to_them_stay_as_they_are(story: Story) -> None:
    for happens, _ in DONATIONS.values():
        happens(story)
        story.settles()
        story.waits(hours=2)
        story.settles()
    desk = Desk(story)
    held = [number for number, kept in enumerate(story.donations()) if kept["held"]]
    for number, decide in zip(held, (accept_held, reject_held), strict=False):
        with desk.with_donation(number) as donation:
            decide(donation, by=desk.id, note="seen")
        story.settles()
    desk.asks_back(1000)
    story.settles()
    changes_nothing(story)


@pytest.mark.parametrize("name", PLANS)
def test_plans_stay_as_they_are(story: Story, name: str) -> None:
    PLANS[name][0](story)
    story.settles()
    story.settles()
    changes_nothing(story)


def test_a_card_that_fails_in_another_way_by_now_keeps_its_newest_word(story: Story) -> None:
    """The bank asked for a confirmation first, and of the card it renewed it says that there is no money."""
    begins_and_fails(story, "authentication_required")
    lives(story, MONTH + 1)
    story.sandbox.replace_card_by_bank(provider_plan(story))
    story.sandbox.set_card(provider_plan(story), "insufficient_funds")
    for _ in range(3):
        story.waits(minutes=2)
        story.settles()
    assert [failure["family"] for failure in failures(story)] == ["retry"]
    changes_nothing(story)


def test_a_plan_whose_card_failed_for_good_stays_ended(story: Story) -> None:
    begins_and_fails(story, "insufficient_funds", own_retries=True)
    lives(story, MONTH + 26)
    assert plans(story)[0]["status"] == "ended"
    changes_nothing(story)


def test_a_pause_and_an_end_that_were_asked_for_stay_so(story: Story) -> None:
    begins_and_fails(story, "insufficient_funds", own_retries=True)
    lives(story, MONTH + 1)
    asks(story, change_request.pause(1))
    story.settles()
    changes_nothing(story)
    lives(story, 10)
    asks(story, change_request.cancel())
    lives(story, 2)
    assert plans(story)[0]["status"] == "cancelled"
    changes_nothing(story)
