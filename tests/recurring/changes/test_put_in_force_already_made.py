"""A restored backup may still want to send a change that was made since: the provider's own events tell."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, update

from donations.core.database import session, transaction
from donations.core.money import Money
from donations.core.outbox import Owed
from donations.recurring.changes import change_request
from donations.recurring.changes.provider_request import change_of_key
from donations.recurring.changes.put_in_force import note_changes_made
from donations.recurring.changes.request_change import ask_for_change
from donations.recurring.history_models import PlanChange
from tests.plans import SUPPORTER, asks, gives_monthly, outcomes, plans, the_plan
from tests.story import Story


@pytest.fixture
def database(sqlite_database: str) -> str:
    return sqlite_database


def zloty(amount: int) -> change_request.ChangeRequest:
    return change_request.amount(Money(amount * 100, "PLN"))


def is_forgotten(story: Story, change_id: UUID) -> None:
    """As in a backup of the moment after it was asked for."""
    with story.inside(), transaction():
        change = session.get_one(PlanChange, change_id)
        change.sent_at = change.done_at = None
        change.wanted = {name: value for name, value in change.wanted.items() if name != "sent"}
        session.execute(delete(Owed).where(Owed.event != "Tick"))
        session.execute(update(Owed).values(attempts=0))


def notes(story: Story) -> int:
    with story.inside(), transaction():
        return len(note_changes_made())


def test_a_change_that_was_made_is_not_made_again(story: Story) -> None:
    gives_monthly(story)
    first = asks(story, zloty(80))
    asks(story, zloty(30))
    is_forgotten(story, first)

    assert (notes(story), notes(story)) == (1, 0)
    story.drains()
    assert plans(story)[0]["amount"] == "30.00"
    assert outcomes(story) == [("amount", True, None)] * 2
    assert story.kinds_of_letters().count("plan_changed") == 2
    assert story.broken_invariants() == []


def test_what_the_provider_has_not_heard_of_is_still_to_be_sent(story: Story) -> None:
    gives_monthly(story)
    with story.inside(), transaction():
        ask_for_change(the_plan(), zloty(80), SUPPORTER)
    assert notes(story) == 0
    story.settles()
    assert plans(story)[0]["amount"] == "80.00"


def test_the_end_of_a_plan_is_sent_again(story: Story) -> None:
    """Nothing undoes it, and it must not be missed."""
    gives_monthly(story)
    is_forgotten(story, asks(story, change_request.cancel()))
    assert notes(story) == 0


@pytest.mark.parametrize("key", [None, "", "checkout:1:1", "plan-change", "plan-change:x:1", "collect:0190c7e2"])
def test_keys_of_something_else_name_no_change(key: str | None) -> None:
    assert change_of_key(key) is None


def test_a_key_names_its_change() -> None:
    change_id = uuid4()
    assert change_of_key(f"plan-change:{change_id.hex}:2") == change_id
