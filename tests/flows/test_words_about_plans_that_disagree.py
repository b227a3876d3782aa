"""Words of the provider about one plan that do not go together: the newer one holds, or it is asked how the plan is."""

from typing import Any

import pytest

from donations.core.database import session, transaction
from donations.core.money import Money
from donations.funds.queries import open_funds
from donations.giving.models import Donation
from donations.giving.start.checkout_attempts import product_of, remember_product
from donations.payments.gateway import PlanPriceRequest, PlanTerms
from donations.payments.stripe_gateway import StripeGateway
from donations.recurring.changes import change_request
from donations.recurring.changes.request_change import ask_for_change
from tests.dunning import begins_and_fails
from tests.plans import SUPPORTER, asks, gives_monthly, goes_on, instalments, outcomes, plans, provider_plan, the_plan
from tests.story import Story


@pytest.fixture
def database(sqlite_database: str) -> str:
    return sqlite_database


def gateway(story: Story) -> StripeGateway:
    found: StripeGateway = story.app.extensions["services"].gateway()
    return found


def is_priced_elsewhere(story: Story, amount: int, product: str | None = None) -> None:
    """In the provider's dashboard."""
    seen = gateway(story).find_plan(provider_plan(story))
    terms = PlanTerms(1, product or str(seen.product_id))
    gateway(story).change_plan(
        PlanPriceRequest(f"elsewhere {amount}", seen.plan_id, seen.item_id, Money(amount, "PLN"), terms)
    )


def updates(story: Story) -> list[dict[str, Any]]:
    return story.sandbox.events("customer.subscription.updated")


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_two_words_of_one_second_the_plan_as_it_is_decides(story: Story, order: tuple[int, int]) -> None:
    gives_monthly(story, "50.00")
    story.waits(minutes=10)
    is_priced_elsewhere(story, 6000)
    is_priced_elsewhere(story, 7000)
    first, second = updates(story)[-2:]
    ids = ("evt_a", "evt_b")  # their ids tell nothing of which came first
    shown = [{**first, "id": ids[order[0]]}, {**second, "id": ids[order[1]], "created": first["created"]}]
    for number in order:
        story.tells(shown[number])
        story.drains()
    story.drains()

    assert plans(story)[0]["amount"] == "70.00"


def test_of_two_words_about_a_card_in_one_second_the_card_as_it_is_decides(story: Story) -> None:
    gives_monthly(story, "50.00")
    story.waits(minutes=10)
    story.sandbox.date_card(provider_plan(story), 2028, 1)
    story.sandbox.date_card(provider_plan(story), 2029, 6)
    first, second = story.sandbox.events("payment_method.updated")[-2:]
    story.tells({**first, "id": "evt_b"})
    story.tells({**second, "id": "evt_a", "created": first["created"]})
    story.drains()
    story.drains()

    with story.inside():
        card = the_plan().card
        assert card
        assert (card.exp_month, card.exp_year) == (6, 2029)


def test_an_older_word_that_comes_late_does_not_undo_a_change_of_ours(story: Story) -> None:
    gives_monthly(story, "50.00")
    story.waits(seconds=5)
    is_priced_elsewhere(story, 6000)  # the webhook that says so is late
    story.waits(seconds=5)
    wants(story, change_request.amount(Money(8000, "PLN")))
    assert outcomes(story) == [("amount", True, None)]

    shown = updates(story)
    for event in shown:
        story.tells(event)
        story.applies_events()
        assert plans(story)[0]["amount"] == "80.00"
    story.drains()
    assert plans(story)[0]["amount"] == "80.00"


def test_what_was_changed_elsewhere_just_after_a_change_of_ours_holds(story: Story) -> None:
    gives_monthly(story, "50.00")
    asks(story, change_request.amount(Money(8000, "PLN")))
    story.waits(seconds=30)
    is_priced_elsewhere(story, 9000)
    story.settles()
    story.drains()

    assert plans(story)[0]["amount"] == "90.00"


def test_another_fund_chosen_elsewhere_gets_the_donations_to_come(story: Story) -> None:
    gives_monthly(story, "50.00")
    product = another_product(story)
    story.waits(minutes=10)
    is_priced_elsewhere(story, 5000, product)
    goes_on(story, 31)

    assert funds_of_donations(story) == [False, True]


def test_a_product_of_somebody_elses_changes_no_fund(story: Story) -> None:
    gives_monthly(story, "50.00")
    story.waits(minutes=10)
    stripe = gateway(story)._stripe
    stripe.v1.products.create({"id": "prod-of/theirs", "name": "A calendar"})
    is_priced_elsewhere(story, 5000, "prod-of/theirs")
    goes_on(story, 31)

    assert funds_of_donations(story) == [False, False]


def test_what_was_failing_before_another_fund_was_chosen_stays_for_the_old_one(story: Story) -> None:
    begins_and_fails(story, "insufficient_funds", own_retries=True)
    goes_on(story, 31)
    with story.inside():
        other = open_funds()[1].id
    asks(story, change_request.fund(other))
    story.sandbox.set_card(provider_plan(story), "ok")
    goes_on(story, 32)

    assert [status for _, status, _ in instalments(story)] == ["settled"] * 3
    assert funds_of_donations(story) == [False, False, True]
    assert story.broken_invariants() == []


def another_product(story: Story) -> str:
    """Of the second fund, as a plan for it would have made it."""
    with story.inside():
        product = product_of(open_funds()[1].id)
        session.rollback()
        gateway(story).ensure_fund_product(product)
        with transaction():
            remember_product(open_funds()[1].id)
    return product.product_id


def funds_of_donations(story: Story) -> list[bool]:
    """Which of the donations are for the second fund."""
    with story.inside():
        other = open_funds()[1].id
        donations = session.query(Donation).order_by(Donation.settled_at).all()
        return [donation.allocations[0].fund_id == other for donation in donations]


def wants(story: Story, change: change_request.ChangeRequest) -> None:
    """No webhook comes before the provider is asked."""
    with story.inside(), transaction():
        ask_for_change(the_plan(), change, SUPPORTER)
    story.drains()
