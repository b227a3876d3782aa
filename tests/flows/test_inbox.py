"""The provider's events on their way to us: secrets that change, events that are lost, events applied again."""

import pytest

from tests.flows.conftest import OpenService, RunCommand
from tests.flows.made_up_events import changed, event_of
from tests.story import Story, Visitor

pytestmark = pytest.mark.both_databases

OLD, NEW = "whsec_the_old_one", "whsec_the_new_one"


@pytest.fixture
def visitor(story: Story) -> Visitor:
    """Somebody who has paid 50,00 zł; every webhook about it is lost."""
    visitor = story.visitor()
    visitor.starts("50.00")
    visitor.pays()
    return visitor


def test_while_the_secret_changes_both_are_taken_and_afterwards_only_the_new_one(open_service: OpenService) -> None:
    before = open_service(stripe_webhook_secret=OLD)
    visitor = before.visitor()
    visitor.starts("50.00")
    visitor.pays()
    event = event_of(before, "payment_intent.succeeded")
    rolling = open_service(stripe_webhook_secret=NEW, stripe_webhook_secret_previous=OLD)
    after = open_service(stripe_webhook_secret=NEW)

    assert [before.tells(changed(event), secret=secret) for secret in (OLD, NEW)] == [200, 400]
    assert [rolling.tells(changed(event), secret=secret) for secret in (OLD, NEW)] == [200, 200]
    assert [after.tells(changed(event), secret=secret) for secret in (OLD, NEW)] == [400, 200]
    after.drains()
    assert after.statuses() == ["settled"]
    assert after.broken_invariants() == []


def test_a_webhook_that_is_refused_leaves_nothing_behind(story: Story, visitor: Visitor) -> None:
    assert story.tells(event_of(story, "payment_intent.succeeded"), secret="whsec_of_a_stranger") == 400
    story.drains()

    assert story.events() == {}
    assert story.statuses() == ["started"]


def test_lost_webhooks_are_found_by_the_nightly_look(story: Story, visitor: Visitor) -> None:
    story.starts_schedule()

    assert visitor.sees() == "received"
    assert story.kinds_of_letters() == ["thank_you"]
    assert story.broken_invariants() == []


def test_the_nightly_look_comes_back_every_night(story: Story) -> None:
    story.starts_schedule()
    visitor = story.visitor()
    visitor.starts("50.00")
    visitor.pays()
    story.waits(hours=23)
    story.drains()
    before = visitor.sees()
    story.waits(hours=2)
    story.drains()

    assert (before, visitor.sees()) == ("processing", "received")


def test_events_found_again_change_nothing(story: Story, visitor: Visitor) -> None:
    story.settles()
    story.starts_schedule()
    story.delivers()
    story.drains()

    assert story.receipts() == [("SANDBOX-D/2026/000001", 5000, "valid")]
    assert story.kinds_of_letters() == ["thank_you"]
    assert story.broken_invariants() == []


def test_an_event_nobody_can_read_does_not_stop_the_nightly_look(story: Story, visitor: Visitor) -> None:
    world = story.sandbox.world
    world.store.put({"id": "evt_odd", "object": "event", "type": "odd", "created": world.now(), "data": {}})
    story.starts_schedule()

    assert visitor.sees() == "received"


def test_a_provider_that_does_not_answer_at_night_is_asked_again(story: Story, visitor: Visitor) -> None:
    story.sandbox.fail_next(kind="unreachable", path="/v1/events")
    story.starts_schedule()
    at_first = visitor.sees()
    story.waits(minutes=1)
    story.drains()

    assert (at_first, visitor.sees()) == ("started", "received")


def test_the_command_fetches_lost_events_and_says_how_many(story: Story, visitor: Visitor, command: RunCommand) -> None:
    shown = command("events", "backfill", "--since", "2026-11-10")
    again = command("events", "backfill", "--since", "2026-11-10T10:00")
    story.drains()

    count = len(story.sandbox.events())
    assert shown.output.strip().endswith(f"{count} fetched, {count} of them new.")
    assert again.output.strip().endswith(f"{count} fetched, 0 of them new.")
    assert visitor.sees() == "received"
    assert story.broken_invariants() == []


def test_a_parked_event_is_applied_again_at_a_word(story: Story, visitor: Visitor, command: RunCommand) -> None:
    succeeded = event_of(story, "payment_intent.succeeded")
    odd = changed(succeeded, its_object={"currency": "no currency"})
    story.tells(odd)
    story.drains()
    assert story.events()[odd["id"]][0] == "parked"

    assert command("events", "replay", odd["id"]).exit_code == 0
    story.drains()
    assert story.events()[odd["id"]][0] == "parked"
    assert story.statuses() == ["started"]


def test_an_event_parked_for_want_of_its_donation_settles_it_when_applied_again(
    story: Story, visitor: Visitor, command: RunCommand
) -> None:
    refund = story.sandbox.refund(visitor.payment_id, 2000)
    created = event_of(story, "refund.created")
    created["data"]["object"]["metadata"] = event_of(story, "payment_intent.succeeded")["data"]["object"]["metadata"]
    story.tells(created)
    story.drains_until_nothing_is_owed()
    assert story.events()[created["id"]][0] == "parked"
    story.settles()

    assert refund["status"] == "succeeded"
    assert command("events", "replay", created["id"]).exit_code == 0
    story.drains()
    assert [(amount, state) for _, amount, state in story.receipts()][-1] == (3000, "valid")
    assert story.broken_invariants() == []


def test_an_applied_event_is_applied_again_for_a_reason_and_changes_nothing(
    story: Story, visitor: Visitor, command: RunCommand
) -> None:
    story.settles()
    applied = event_of(story, "payment_intent.succeeded")["id"]

    assert "say why" in str(command("events", "replay", applied).exception)
    assert command("events", "replay", applied, "--reason", "to be sure").exit_code == 0
    story.drains()
    assert story.events()[applied][0] == "applied"
    assert story.kinds_of_letters() == ["thank_you"]
    assert story.broken_invariants() == []


def test_an_event_that_never_came_is_not_applied(story: Story, command: RunCommand) -> None:
    assert "evt_never" in str(command("events", "replay", "evt_never").exception)
