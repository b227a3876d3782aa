"""A payment on its way is to be stopped: the provider is asked once, and whatever it answers is seen to."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from donations.core.database import session
from donations.core.errors import Refused
from donations.giving.desk_models import PaymentCancel
from donations.giving.models import Payment
from donations.giving.refunds.cancel_donation import request_cancel, see_not_cancelled
from donations.reporting.donation_page.facts import donation_facts
from donations.reporting.donation_page.timeline import Happened, timeline
from donations.reporting.needs_attention import waiting_for_a_person
from tests.colleague import colleague
from tests.flows.desk import Desk, zloty
from tests.plans import gives_monthly
from tests.story import Story, Visitor

CANCEL = "/cancel"


@pytest.fixture
def visitor(story: Story) -> Visitor:
    """Somebody whose donation is on its way."""
    return story.gives("20.00", outcome="settles_later")


@pytest.fixture
def desk(story: Story) -> Desk:
    return Desk(story)


def cancels(desk: Desk, donation: int = 0) -> None:
    with desk.with_donation(donation) as found:
        request_cancel(found, by=desk.id, reason="typed by mistake")


def requested(story: Story) -> list[tuple[str, str | None]]:
    """Every payment that was to be stopped, and what was answered."""
    with story.inside():
        return [(row.status, row.refusal) for row in session.scalars(select(PaymentCancel))]


def waits(story: Story) -> list[str]:
    with story.inside():
        return [each.waits_for for each in waiting_for_a_person()]


def reported(story: Story) -> list[str | None]:
    """What the page says about the provider's answers."""
    with story.inside():
        entries = timeline(donation_facts(story.donations()[0]["reference"]))
        return [entry.details["refusal"] for entry in entries if entry.kind is Happened.CANCEL_REPORTED]


def stopped_at_the_provider(story: Story) -> int:
    return len(story.sandbox.events("payment_intent.canceled"))


def the_money_comes(story: Story) -> None:
    story.sandbox.advance(timedelta(days=4))
    story.settles()


def test_a_payment_the_provider_stops_brings_no_money(story: Story, visitor: Visitor, desk: Desk) -> None:
    story.sandbox.stop_payments(when_asked=True)
    cancels(desk)
    before = requested(story)
    story.drains()
    answered = story.statuses()
    the_money_comes(story)

    assert (before, requested(story)) == ([("requested", None)], [("cancelled", None)])
    assert answered == story.statuses() == ["failed"]
    assert (reported(story), waits(story), desk.trail()) == ([None], [], ["donation.cancel_requested"])
    assert story.broken_invariants() == []


def test_what_the_provider_does_not_stop_goes_on_and_comes_back_to_a_person(
    story: Story, visitor: Visitor, desk: Desk
) -> None:
    cancels(desk)
    story.drains()
    answered = (story.statuses(), waits(story))
    the_money_comes(story)

    assert requested(story) == [("refused", "payment_intent_unexpected_state")]
    assert answered == (["processing"], [])
    assert (story.statuses(), waits(story)) == (["settled"], ["came"])
    assert story.kinds_of_letters() == ["thank_you"]
    desk.asks_back(2000)
    assert waits(story) == []
    story.settles()
    assert story.broken_invariants() == []


@pytest.mark.both_databases
def test_a_person_says_why_it_stays(story: Story, visitor: Visitor, desk: Desk) -> None:
    cancels(desk)
    story.drains()
    the_money_comes(story)
    for refusal in (None, "nothing left to do"):
        with desk.with_donation() as donation:
            payment_id = session.scalars(select(PaymentCancel.payment_id)).one()
            if refusal:
                with pytest.raises(Refused, match=refusal):
                    see_not_cancelled(donation, payment_id, by=desk.id, note="again")
            else:
                see_not_cancelled(donation, payment_id, by=desk.id, note="they changed their mind")
    assert (waits(story), desk.trail()) == ([], ["donation.cancel_requested", "donation.cancel_refusal_seen"])


@pytest.mark.both_databases
def test_what_nobody_wanted_stopped_is_nothing_to_look_at(story: Story, visitor: Visitor) -> None:
    """Its address is typed, not followed: no page leads there."""
    kim = colleague(story.app, "accountant").signs_in()
    with story.inside():
        payment_id = session.scalars(select(Payment.id)).one()
    page = f"/staff/donations/{story.donations()[0]['reference']}/cancel/{payment_id}/seen"
    for answer in (kim.opens(page), kim.sends(page, {"reason": "seen"})):
        assert (answer.status_code, "nothing left to do" in answer.text) == (422, True)


def test_money_that_is_quicker_is_not_asked_about(story: Story, visitor: Visitor, desk: Desk) -> None:
    story.sandbox.stop_payments(when_asked=True)
    cancels(desk)
    story.sandbox.advance(timedelta(days=4))
    story.delivers()
    story.applies_events()
    story.drains()

    assert requested(story) == [("refused", "money_came")]
    assert (story.statuses(), waits(story)) == (["settled"], ["came"])
    assert stopped_at_the_provider(story) == 0
    assert story.broken_invariants() == []


def test_money_the_provider_has_and_we_have_not_heard_of_is_not_stopped(
    story: Story, visitor: Visitor, desk: Desk
) -> None:
    cancels(desk)
    story.sandbox.advance(timedelta(days=4))
    story.drains()

    assert (requested(story), story.statuses()) == ([("refused", "money_came")], ["processing"])
    story.settles()
    assert story.statuses() == ["settled"]


@pytest.mark.parametrize("failure", ["unreachable", "after_effect"])
def test_a_lost_answer_stops_it_once(story: Story, visitor: Visitor, desk: Desk, failure: str) -> None:
    story.sandbox.stop_payments(when_asked=True)
    story.sandbox.fail_next(kind=failure, path=CANCEL)
    cancels(desk)
    story.drains()
    story.drains_until_nothing_is_owed()

    assert (requested(story), story.statuses()) == ([("cancelled", None)], ["failed"])
    assert stopped_at_the_provider(story) == 1


def test_what_was_not_answered_for_a_day_is_only_looked_up(story: Story, visitor: Visitor, desk: Desk) -> None:
    story.sandbox.stop_payments(when_asked=True)
    story.sandbox.fail_next(path=CANCEL)
    cancels(desk)
    story.drains()
    story.waits(hours=25)
    story.drains()

    assert (requested(story), story.statuses()) == ([("refused", "not_answered")], ["processing"])
    assert stopped_at_the_provider(story) == 0


def test_a_failure_of_the_provider_is_asked_about_until_its_key_is_too_old(
    story: Story, visitor: Visitor, desk: Desk
) -> None:
    story.sandbox.fail_next(kind="500", path=CANCEL)
    cancels(desk)
    story.drains()
    waiting = requested(story)
    story.drains_until_nothing_is_owed()

    assert (waiting, requested(story)) == ([("requested", None)], [("refused", "not_answered")])


@pytest.mark.both_databases
def test_a_copy_from_before_the_sending_finds_it_stopped(story: Story, visitor: Visitor, desk: Desk) -> None:
    story.sandbox.stop_payments(when_asked=True)
    cancels(desk)
    story.app.extensions["services"].gateway().cancel_payment(story.payment_id(), "of the service that was lost")
    story.waits(hours=2)
    story.drains()

    assert (requested(story), story.statuses()) == ([("cancelled", None)], ["failed"])


@pytest.mark.parametrize("order", [1, 2, 3])
def test_stopped_in_the_providers_dashboard_it_fails_whatever_comes_first(story: Story, order: int) -> None:
    visitor = story.visitor()
    visitor.starts("20.00")
    visitor.pays("settles_later")
    story.sandbox.stop_payments(when_asked=True)
    story.app.extensions["services"].gateway().cancel_payment(visitor.payment_id, "by hand")
    story.delivers(shuffle=order, copies=2)
    story.drains()

    assert story.statuses() == ["failed"]
    assert story.broken_invariants() == []


def test_it_is_asked_once_a_payment(story: Story, visitor: Visitor, desk: Desk) -> None:
    cancels(desk)
    with pytest.raises(Refused, match="asked already"):
        cancels(desk)
    story.drains()
    with pytest.raises(Refused, match="asked already"):
        cancels(desk)
    assert desk.trail() == ["donation.cancel_requested"]


def test_the_payment_of_a_plan_ends_with_that(story: Story, desk: Desk) -> None:
    gives_monthly(story, outcome="settles_later")
    with pytest.raises(Refused, match="end the regular gift"):
        cancels(desk)


def test_a_held_donation_is_accepted_or_rejected_instead(story: Story, desk: Desk) -> None:
    visitor = story.visitor()
    visitor.starts("20.00")
    visitor.pays("settles_later")
    story.settles()
    with desk.with_donation() as donation:
        donation.amount = zloty(1900)
    the_money_comes(story)
    with pytest.raises(Refused, match="accept or reject"):
        cancels(desk)
