"""The provider writes to the address that letters about a plan go to."""

from sqlalchemy import select

from donations.core import outbox
from donations.core.database import session, transaction
from donations.recurring.changes import change_request
from donations.recurring.models import RecurringPlan
from donations.sandbox.errors import Failure
from donations.supporters.events import SupporterChanged
from donations.supporters.models import Supporter
from tests.plans import asks, gives_monthly
from tests.story import Story


def moves(story: Story, email: str) -> None:
    """Their address is another one from now on."""
    with story.inside(), transaction():
        supporter = session.scalars(select(Supporter)).one()
        supporter.email = email
        outbox.record(SupporterChanged(supporter.id))


def reported(story: Story) -> list[str]:
    return [customer["email"] for customer in story.sandbox.all("customer")]


def test_a_new_address_is_told_also_when_the_provider_did_not_answer_at_first(story: Story) -> None:
    gives_monthly(story)
    moves(story, "kim@new.example")
    story.sandbox.fail_next(1, Failure.UNREACHABLE, path="/v1/customers")
    story.drains()
    assert reported(story) == ["kim@example.org"]
    story.drains_until_nothing_is_owed()
    assert reported(story) == ["kim@new.example"]


def test_of_a_plan_that_is_over_nothing_is_told(story: Story) -> None:
    gives_monthly(story)
    asks(story, change_request.cancel())
    with story.inside():
        assert session.scalars(select(RecurringPlan)).one().is_over
    moves(story, "kim@new.example")
    story.drains()
    assert reported(story) == ["kim@example.org"]
