"""Events that are not ours are counted and left alone; ours that cannot be placed need attention."""

from typing import Any

import pytest

from tests.flows.made_up_events import Event, changed, event_of
from tests.story import Story, Visitor


@pytest.fixture
def visitor(story: Story) -> Visitor:
    """Somebody who has paid 50,00 zł; the provider's word of it is still on its way."""
    visitor = story.visitor()
    visitor.starts("50.00")
    visitor.pays()
    return visitor


def succeeded(story: Story, **fields: Any) -> Event:
    return changed(event_of(story, "payment_intent.succeeded"), **fields)


def test_an_event_of_live_mode_is_ignored_here(story: Story, visitor: Visitor) -> None:
    event = succeeded(story, livemode=True)

    assert story.tells(event) == 200
    story.drains()
    assert story.events()[event["id"]] == ("ignored", "not ours: another mode")
    assert visitor.sees() == "started"


def test_an_event_of_a_connected_account_is_ignored(story: Story, visitor: Visitor) -> None:
    event = succeeded(story, account="acct_1")

    assert story.tells(event) == 200
    story.drains()
    assert story.events()[event["id"]] == ("ignored", "not ours: a connected account")
    assert visitor.sees() == "started"


def test_an_event_of_another_installation_is_ignored_even_with_our_reference(story: Story, visitor: Visitor) -> None:
    reference = story.donations()[0]["reference"]
    notes = {"installation": "00000000-0000-7000-8000-000000000000", "reference": reference}
    event = succeeded(story, its_object={"metadata": notes})

    assert story.tells(event) == 200
    story.drains()
    assert story.events()[event["id"]] == ("ignored", "not ours: another installation")
    assert visitor.sees() == "started"


def test_a_kind_of_event_we_do_not_use_is_ignored(story: Story, visitor: Visitor) -> None:
    event = changed(event_of(story, "charge.updated"))

    assert story.tells(event) == 200
    assert story.events()[event["id"]][0] == "ignored"


def test_an_event_without_our_notes_is_ignored_after_the_last_try(story: Story, visitor: Visitor) -> None:
    event = succeeded(story, its_object={"id": "pi_of_somebody_else", "metadata": {}})
    story.tells(event)
    story.drains()
    first = story.events()[event["id"]][0]
    story.drains_until_nothing_is_owed()
    state, reason = story.events()[event["id"]]

    assert (first, state) == ("received", "ignored")
    assert reason
    assert reason.startswith("not ours")
    assert story.broken_invariants() == []


def test_an_event_with_our_notes_about_an_unknown_donation_is_parked_after_the_last_try(
    story: Story, visitor: Visitor
) -> None:
    notes = event_of(story, "payment_intent.succeeded")["data"]["object"]["metadata"] | {"reference": "0000-0000"}
    event = succeeded(story, its_object={"id": "pi_unknown", "metadata": notes})
    story.tells(event)
    story.drains_until_nothing_is_owed()
    state, reason = story.events()[event["id"]]

    assert state == "parked"
    assert reason
    assert reason.startswith("ours, but unknown")
    assert [line for line in story.broken_invariants() if "No event of ours needs attention" in line]


def test_the_reference_alone_is_believed_only_from_our_notes(story: Story, visitor: Visitor) -> None:
    """Anybody can put a client_reference_id into the address of a payment link."""
    completed = event_of(story, "checkout.session.completed")
    event = changed(completed, its_object={"metadata": {}, "payment_intent": "pi_of_a_payment_link"})
    story.tells(event)
    story.drains_until_nothing_is_owed()

    assert story.events()[event["id"]][0] == "ignored"
    assert visitor.sees() == "started"


def test_ignored_and_parked_events_are_counted_where_staff_look(story: Story, visitor: Visitor) -> None:
    story.tells(succeeded(story, livemode=True))
    story.tells(succeeded(story, account="acct_1"))
    health = story.app.test_client().get("/healthz").json

    assert health
    assert health["events"] == {"ignored": 2}


def test_an_event_told_twice_is_stored_once(story: Story, visitor: Visitor) -> None:
    event = event_of(story, "payment_intent.succeeded")

    assert [story.tells(event) for _ in range(3)] == [200, 200, 200]
    assert list(story.events()) == [event["id"]]
    story.drains()
    assert story.tells(event) == 200
    story.drains()
    assert story.statuses() == ["settled"]
    assert story.kinds_of_letters() == ["thank_you"]


def test_events_for_one_donation_told_many_times_in_a_muddle_make_one_receipt_and_one_letter(
    story: Story, visitor: Visitor
) -> None:
    story.delivers(shuffle=7, copies=3)
    story.drains()

    assert story.statuses() == ["settled"]
    assert story.receipts() == [("SANDBOX-D/2026/000001", 5000, "valid")]
    assert story.kinds_of_letters() == ["thank_you"]
    assert story.broken_invariants() == []
