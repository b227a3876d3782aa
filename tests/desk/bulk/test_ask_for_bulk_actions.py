"""What may be done with many donations at once, done by the worker."""

import pytest

from donations.desk.bulk.ask_for_bulk import (
    ACCEPT,
    RESEND,
    BulkRequest,
    Chosen,
    Confirmed,
    ask_for_bulk,
    bulk_job,
    refused_items,
)
from donations.desk.record_once import new_ticket
from tests.flows.desk import Desk
from tests.flows.made_up_events import changed, event_of
from tests.story import Story

ZONE = "Europe/Warsaw"


@pytest.fixture
def desk(story: Story) -> Desk:
    return Desk(story)


def does(desk: Desk, action: str) -> tuple[int, int, list[str]]:
    """With all donations: how many were done, how many refused, and why."""
    references = [donation["reference"] for donation in desk.story.donations()]
    with desk.at_work():
        request = BulkRequest(desk.id, "as agreed", {})
        confirmed = Confirmed(len(references), new_ticket())
        job_id = ask_for_bulk(action, Chosen(references), request, confirmed, zone=ZONE).id
    desk.story.drains()
    with desk.story.inside():
        job = bulk_job(job_id)
        return job.done, job.refused, [problem["message"] for _, problem in refused_items(job)]


def test_the_last_letter_of_each_donation_is_sent_again_and_who_had_none_is_told(story: Story, desk: Desk) -> None:
    story.gives("50.00")
    story.visitor().starts("20.00", email="ewa@example.org")

    assert does(desk, RESEND) == (1, 1, ["No letter about this gift was written."])
    assert story.kinds_of_letters() == ["thank_you", "thank_you"]
    assert story.broken_invariants() == []


def test_what_is_held_is_accepted_and_what_is_not_is_left_alone(story: Story, desk: Desk) -> None:
    story.gives("50.00")
    visitor = story.visitor()
    visitor.starts("20.00", email="ewa@example.org")
    visitor.pays()
    story.tells(changed(event_of(story, "payment_intent.succeeded"), its_object={"amount_received": 1500}))
    story.drains()
    story.settles()

    assert does(desk, ACCEPT) == (1, 1, ["This gift is not held for review."])
    assert story.statuses() == ["settled", "settled"]
    assert story.broken_invariants() == []
