"""A person says which donation a parked event is about; the money is weighed as ever."""

from typing import Any

import pytest
from sqlalchemy import select

from donations.core import clock
from donations.core.database import session, transaction
from donations.core.errors import Refused
from donations.giving.desk_models import EventLink, ManualRecord
from donations.giving.models import Donation, Payment
from donations.giving.unmatched.link_event import link_event
from donations.payments.queries import event_by_provider_id
from tests.flows.desk import Desk
from tests.operations import parked_event
from tests.payments.inbox_events import event, receive
from tests.story import Story


@pytest.fixture
def desk(story: Story) -> Desk:
    """Somebody at work, before a donation of 50,00 zł that nobody has paid."""
    story.visitor().starts("50.00")
    return Desk(story, "accountant")


def body(**fields: Any) -> dict[str, Any]:
    """The object of an event like the usual one."""
    return {"data": {"object": event()["data"]["object"] | fields}}


def ties(desk: Desk, event_id: str = "evt_1", reason: str = "told on the telephone", donation: int = 0) -> None:
    with desk.with_donation(donation) as found:
        link_event(event_by_provider_id(event_id), found, by=desk.id, reason=reason)


def is_refused(desk: Desk, why: str, **given) -> None:
    with pytest.raises(Refused, match=why):
        ties(desk, **given)
    with desk.story.inside():
        assert session.scalars(select(EventLink)).all() == []


def test_a_payment_of_its_amount_makes_the_donation_count(story: Story, desk: Desk) -> None:
    with story.inside():
        parked_event()
    ties(desk)
    story.drains()

    assert story.statuses() == ["settled"]
    assert [(amount, state) for _, amount, state in story.receipts()] == [(5000, "valid")]
    assert story.events()["evt_1"] == ("applied", None)
    assert desk.trail() == ["event.linked"]
    assert story.broken_invariants() == []


def test_another_amount_is_held_for_review(story: Story, desk: Desk) -> None:
    with story.inside():
        parked_event(**body(amount_received=4900))
    ties(desk)
    story.drains()

    assert [(donation["status"], donation["held"]) for donation in story.donations()] == [
        ("processing", "amount_differs")
    ]
    assert story.receipts() == []
    assert story.broken_invariants() == []


def test_of_a_donation_paid_already_one_payment_becomes_a_donation_of_its_own(story: Story) -> None:
    story.gives("50.00")
    desk = Desk(story, "accountant")
    with story.inside():
        parked_event()
    ties(desk)
    story.drains()

    assert sorted((donation["status"], donation["held"] or "") for donation in story.donations()) == [
        ("processing", "paid_twice"),
        ("settled", ""),
    ]
    assert story.broken_invariants() == []


def test_what_else_is_told_of_the_payment_follows_it(story: Story, desk: Desk) -> None:
    with story.inside():
        parked_event()
    ties(desk)
    story.drains()
    with story.inside():
        receive(event("evt_2"))
    story.drains()

    assert story.events()["evt_2"][0] == "applied"
    assert story.statuses() == ["settled"]


def test_an_event_whose_payment_belongs_elsewhere_stays_there(story: Story, desk: Desk) -> None:
    with desk.with_donation() as donation:
        session.add(Payment(provider_payment_id="pi_1", donation_id=donation.id, amount=donation.amount))
    story.visitor().starts("20.00")
    with story.inside():
        parked_event()
    is_refused(desk, "which is here", donation=1)


def test_the_payment_page_of_another_donation_ends_nothing(story: Story, desk: Desk) -> None:
    visitor = story.visitor()
    visitor.starts("20.00")
    session_id = visitor.session_id
    ended = {"object": "checkout.session", "id": session_id, "mode": "payment", "payment_status": "unpaid"}
    with story.inside():
        parked_event(kind="checkout.session.expired", **body(**ended))
    is_refused(desk, "which is here")


def test_a_donation_that_is_here_needs_no_tie(story: Story, desk: Desk) -> None:
    notes = {"metadata": event_metadata(story) | {"reference": story.donations()[0]["reference"]}}
    with story.inside():
        parked_event(**body(**notes))
    is_refused(desk, "apply it again instead")


def test_a_refund_needs_its_payment_first(story: Story, desk: Desk) -> None:
    refund = {"object": "refund", "id": "re_1", "payment_intent": "pi_1", "amount": 100, "status": "succeeded"}
    with story.inside():
        parked_event(kind="refund.created", **body(**refund))
    is_refused(desk, "pi_1, which is not here")


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("payment_intent.payment_failed", {"last_payment_error": {"code": "card_declined"}}),
        ("payment_intent.canceled", {"cancellation_reason": "requested_by_customer"}),
    ],
)
def test_a_try_that_failed_follows_its_payment(story: Story, desk: Desk, kind: str, fields: dict[str, Any]) -> None:
    """Tied first, it would not tell whose the payment is: the money would be put aside again after two days."""
    with story.inside():
        parked_event("evt_failed", kind=kind, **body(**fields))
        parked_event("evt_paid")
    is_refused(desk, "pi_1, which is not here", event_id="evt_failed")
    ties(desk, "evt_paid")
    story.drains_until_nothing_is_owed()

    assert story.statuses() == ["settled"]
    assert {state for state, _ in story.events().values()} == {"applied"}
    assert story.broken_invariants() == []


def test_an_event_nobody_understands_cannot_be_tied(story: Story, desk: Desk) -> None:
    with story.inside():
        parked_event(**body(currency="none"))
    is_refused(desk, "cannot be understood")


def test_what_is_still_tried_by_itself_is_not_tied_yet(story: Story, desk: Desk) -> None:
    with story.inside():
        receive(event())
    is_refused(desk, "still tried by itself")


def test_a_reason_is_asked_for(story: Story, desk: Desk) -> None:
    with story.inside():
        parked_event()
    is_refused(desk, "say why", reason=" ")


def test_a_single_payment_is_no_instalment(story: Story, desk: Desk) -> None:
    """A plan that nobody has paid on its page would count without a plan."""
    story.visitor().starts("50.00", frequency="monthly", email="ann@example.org")
    with story.inside():
        parked_event()
    is_refused(desk, "part of a regular one", donation=1)


def test_no_payment_can_belong_to_a_donation_recorded_by_hand(story: Story, desk: Desk) -> None:
    with desk.with_donation() as donation:
        day = clock.local_date(clock.now(), "Europe/Warsaw")
        session.add(ManualRecord(donation_id=donation.id, method="cash", received_on=day, note="", recorded_by=desk.id))
    with story.inside():
        parked_event()
    is_refused(desk, "recorded by hand")


def test_the_one_who_says_something_else_later_is_believed(story: Story, desk: Desk) -> None:
    story.visitor().starts("20.00")
    with story.inside():
        row_id = parked_event()
        with transaction():
            first = session.scalars(select(Donation).order_by(Donation.id)).all()[1]
            session.add(EventLink(event_id=row_id, donation_id=first.id, by=desk.id, reason="a guess"))
    ties(desk)
    story.drains()
    assert story.statuses() == ["settled", "started"]


def event_metadata(story: Story) -> dict[str, Any]:
    with story.inside():
        return dict(event()["data"]["object"]["metadata"])


def test_a_donation_that_its_reference_names_after_all_goes_before_the_tie(story: Story, desk: Desk) -> None:
    story.visitor().starts("50.00", email="lee@example.org")
    with story.inside():
        parked_event()
    ties(desk, donation=1)
    with desk.with_donation() as donation:
        donation.reference = "7KQ4-M2XF"
    story.drains()
    assert story.statuses() == ["settled", "started"]
