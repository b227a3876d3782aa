"""The provider's events as a list: each filter finds what it says, each event names its donation."""

import pytest
from flask import Flask
from sqlalchemy import delete, select

from donations.core.database import session, transaction
from donations.core.tokens import SealedText
from donations.giving.desk_models import EventLink
from donations.giving.models import Donation
from donations.payments.models import ProviderEvent
from donations.reporting.operations.events import EventFilter, Whose, donations_of, events_page
from tests.colleague import colleague
from tests.flows.made_up_events import changed, event_of
from tests.operations import parked_event
from tests.payments.inbox_events import event, receive
from tests.story import Story


@pytest.fixture
def inbox(app: Flask):
    """Four events: one waits, one is parked, two are not ours. The test runs inside the application."""
    with app.app_context():
        receive(event("evt_waits"))
        parked_event("evt_parked", kind="charge.succeeded")
        receive(event("evt_live", livemode=True))
        receive(event("evt_other", account="acct_1"))
        yield


def found(**change_request) -> list[str]:
    return [row.provider_event_id for row in events_page(EventFilter(**change_request)).rows]


@pytest.mark.parametrize(
    ("change_request", "names"),
    [
        ({}, ["evt_other", "evt_live", "evt_parked", "evt_waits"]),
        ({"state": "parked"}, ["evt_parked"]),
        ({"state": "ignored", "type": "payment_intent.succeeded"}, ["evt_other", "evt_live"]),
        ({"type": "charge.succeeded"}, ["evt_parked"]),
        ({"type": "nothing.like_it"}, []),
        ({"whose": Whose.OURS}, ["evt_parked", "evt_waits"]),
        ({"whose": Whose.NOT_OURS}, ["evt_other", "evt_live"]),
        ({"whose": Whose.OTHER_MODE}, ["evt_live"]),
        ({"find": " evt_parked "}, ["evt_parked"]),
        ({"find": "pi_1", "state": "received"}, ["evt_waits"]),
        ({"find": "%"}, []),
        ({"find": "evt_"}, []),
    ],
)
def test_each_filter_finds_what_it_says(inbox, change_request, names: list[str]) -> None:
    assert found(**change_request) == names


def test_a_donations_reference_finds_its_events_however_it_is_typed(story: Story) -> None:
    story.gives("50.00")
    story.gives("20.00", email="lee@example.org")
    reference = story.donations()[0]["reference"]
    with story.inside():
        names = found(find=reference)
        assert names == found(find=reference.lower().replace("-", ""))
        assert set(donations_of(events_page(EventFilter(find=reference)).rows).values()) == {reference}
    assert {event["type"] for event in story.sandbox.events() if event["id"] in names} >= {
        "payment_intent.succeeded",
        "charge.succeeded",
        "checkout.session.completed",
    }


def donation_of(event_id: str) -> str | None:
    row = session.scalars(select(ProviderEvent).where(ProviderEvent.provider_event_id == event_id)).one()
    return donations_of([row]).get(row.id)


def test_events_that_are_not_ours_name_no_donation_of_ours(story: Story) -> None:
    story.gives("50.00")
    foreign = changed(event_of(story, "payment_intent.succeeded"), livemode=True)
    story.tells(foreign)
    with story.inside():
        assert donation_of(foreign["id"]) is None
        assert donation_of(event_of(story, "payment_intent.succeeded")["id"]) == story.donations()[0]["reference"]


def test_an_event_tied_by_hand_names_that_donation_even_when_its_body_is_forgotten(story: Story) -> None:
    story.visitor().starts("50.00")
    kim = colleague(story.app, "accountant").id
    with story.inside():
        row_id = parked_event()
        before = donation_of("evt_1")
        with transaction():
            donation = session.scalars(select(Donation)).one()
            session.add(EventLink(event_id=row_id, donation_id=donation.id, by=kim, reason="told"))
            session.execute(delete(SealedText).where(SealedText.subject == "provider_event"))
        assert (before, donation_of("evt_1")) == (None, story.donations()[0]["reference"])


def test_no_events_name_no_donations(inbox) -> None:
    assert donations_of([]) == {}
