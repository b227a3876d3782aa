"""Changes that cross with what the provider did meanwhile: nothing is collected twice, and an end waits for nothing."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from donations.core import clock
from donations.core.database import transaction
from donations.core.money import Money
from donations.payments.gateway import GatewayRefused
from donations.payments.stripe_gateway import StripeGateway
from donations.recurring.changes import change_request
from donations.recurring.changes.request_change import ask_for_change
from donations.recurring.states import Interval
from tests.plans import SUPPORTER, asks, gives_monthly, instalments, outcomes, plans, the_plan
from tests.story import Story

FIRST, SECOND = ("2026-11-10", "settled", "settled"), ("2026-12-10", "settled", "settled")


def tomorrow() -> change_request.ChangeRequest:
    return change_request.next_collection(clock.now().date() + timedelta(days=1))


def in_two_days() -> change_request.ChangeRequest:
    return change_request.next_collection(clock.now().date() + timedelta(days=2))


def wants(story: Story, change: change_request.ChangeRequest) -> None:
    """No webhook comes before the provider is asked."""
    with story.inside(), transaction():
        ask_for_change(the_plan(), change, SUPPORTER)
    story.drains()


@pytest.mark.parametrize(
    "change", [tomorrow, lambda: change_request.interval(Interval.YEARLY), change_request.leave_out]
)
def test_what_was_wanted_of_a_donation_that_is_collected_already_is_not_done(
    story: Story, change: Callable[[], change_request.ChangeRequest]
) -> None:
    gives_monthly(story, "50.00")
    story.waits(days=30, hours=2)
    story.sandbox.events()  # collected for the second time; the webhook that says so is late
    wants(story, change())
    for _ in range(3):
        story.waits(days=1)
        story.settles()

    assert instalments(story) == [FIRST, SECOND]
    assert [(done, problem) for _, done, problem in outcomes(story)] == [
        (False, "the next gift had been collected by then")
    ]
    assert len(story.sandbox.all("payment_intent")) == 2
    assert story.broken_invariants() == []


@pytest.mark.parametrize(
    "change", [in_two_days, lambda: change_request.interval(Interval.YEARLY), change_request.leave_out]
)
def test_wanted_on_the_last_evening_it_is_done(
    story: Story, change: Callable[[], change_request.ChangeRequest]
) -> None:
    gives_monthly(story, "50.00")
    story.waits(days=29, hours=10)
    asks(story, change())

    assert [(done, problem) for _, done, problem in outcomes(story)] == [(True, None)]


@pytest.mark.both_databases
def test_a_plan_the_provider_has_not_described_yet_can_be_ended(story: Story) -> None:
    visitor = story.visitor()
    visitor.starts("50.00", frequency="monthly")
    visitor.pays()
    for event in story.sandbox.events():
        if not event["type"].startswith("customer.subscription"):
            story.tells(event)
    story.drains()
    wants(story, change_request.cancel())

    assert plans(story)[0]["status"] == "cancelled"
    assert story.sandbox.all("subscription")[0]["status"] == "canceled"
    assert story.broken_invariants() == []


@pytest.mark.both_databases
def test_an_end_does_not_wait_for_another_change_that_is_stuck(story: Story) -> None:
    gives_monthly(story, "50.00")
    story.sandbox.fail_next(1000, "500", path="/v1/products")
    asks(story, change_request.amount(Money(8000, "PLN")))
    asks(story, change_request.cancel())

    assert outcomes(story) == [("amount", False, "the regular gift is over"), ("cancel", True, None)]
    story.drains_until_nothing_is_owed()
    assert story.sandbox.all("subscription")[0]["status"] == "canceled"
    assert story.broken_invariants() == []


def test_an_end_that_is_refused_is_not_given_up(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(*_given: object) -> None:
        raise GatewayRefused("no", status=409, code="lock_timeout")

    gives_monthly(story, "50.00")
    with monkeypatch.context() as for_now:
        for_now.setattr(StripeGateway, "cancel_plan", refuses)
        asks(story, change_request.cancel())
    assert outcomes(story) == [("cancel", False, None)]
    story.drains_a_while(minutes=10)

    assert outcomes(story) == [("cancel", True, None)]
    assert story.broken_invariants() == []
