"""What we ask about plans, of the sandbox, which checks each request against the SDK's own types."""

from datetime import UTC, datetime, timedelta

import pytest

from donations.core.money import Money
from donations.payments.gateway import (
    CardCheckoutRequest,
    CheckoutLine,
    CheckoutRequest,
    CollectRequest,
    FundProduct,
    GatewayRefused,
    PlanEndRequest,
    PlanMomentRequest,
    PlanPriceRequest,
    PlanRequest,
    PlanTerms,
)
from donations.payments.stripe_gateway import StripeGateway
from donations.payments.updates import CollectionState, EndCause
from donations.sandbox.sandbox import Sandbox

PRODUCT = FundProduct("fund_1_here", "Meadows", "here")
NOTES = {"reference": "7KQ4-M2XF", "installation": "here"}


@pytest.fixture
def gateway(sandbox: Sandbox) -> StripeGateway:
    return StripeGateway("sk_test_sandbox", http_client=sandbox.http_client(), pause=lambda _seconds: None)


@pytest.fixture
def plan(gateway: StripeGateway, sandbox: Sandbox) -> str:
    """A plan of 50 zł a month, begun and paid."""
    gateway.ensure_fund_product(PRODUCT)
    page = gateway.open_checkout(
        CheckoutRequest(
            idempotency_key="checkout:1",
            reference="7KQ4-M2XF",
            installation_id="here",
            lines=(CheckoutLine("Regular gift: Meadows", Money(5000, "PLN")),),
            email="kim@example.org",
            language="pl",
            expires_at=datetime(2026, 11, 10, 12, tzinfo=UTC),
            success_url="https://donations.example/thanks",
            cancel_url="https://donations.example/give",
            plan=PlanTerms(1, PRODUCT.product_id),
        )
    )
    sandbox.choose(page.session_id, "paid")
    return str(sandbox.all("subscription")[0]["id"])


def fails(sandbox: Sandbox, plan: str) -> str:
    """The second invoice, which could not be collected."""
    sandbox.set_card(plan, "insufficient_funds")
    sandbox.advance(timedelta(days=31))
    return str(sandbox.all("invoice")[-1]["id"])


def test_a_product_is_made_once_however_often_it_is_asked_for(gateway: StripeGateway, sandbox: Sandbox) -> None:
    gateway.ensure_fund_product(PRODUCT)
    gateway.ensure_fund_product(PRODUCT)
    [made] = sandbox.all("product")
    assert (made["id"], made["metadata"]) == ("fund_1_here", {"installation": "here"})


def test_a_plan_carries_our_notes(gateway: StripeGateway, plan: str) -> None:
    seen = gateway.find_plan(plan)
    assert (seen.reference, seen.amount, seen.months) == ("7KQ4-M2XF", Money(5000, "PLN"), 1)


def test_another_price_from_the_next_date_on(gateway: StripeGateway, plan: str) -> None:
    before = gateway.find_plan(plan)
    requested = PlanPriceRequest("k1", plan, before.item_id, Money(7000, "PLN"), PlanTerms(1, PRODUCT.product_id))
    after = gateway.change_plan(requested)
    assert (after.amount, after.period_end) == (Money(7000, "PLN"), before.period_end)
    assert gateway.change_plan(requested).amount == Money(7000, "PLN")


def test_another_rhythm_asks_for_nothing_before_its_date(gateway: StripeGateway, plan: str, sandbox: Sandbox) -> None:
    seen = gateway.find_plan(plan)
    terms = PlanTerms(12, PRODUCT.product_id)
    after = gateway.change_plan(PlanPriceRequest("k1", plan, seen.item_id, seen.amount, terms, seen.period_end))
    assert (after.months, after.period_end) == (12, seen.period_end)
    assert sum(each["amount_due"] for each in sandbox.all("invoice")) == 5000


def test_moved_paused_and_resumed(gateway: StripeGateway, plan: str) -> None:
    then = datetime(2026, 12, 24, 9, tzinfo=UTC)
    assert gateway.move_plan_date(PlanMomentRequest("k1", plan, then)).period_end == then
    paused = gateway.pause_plan(PlanMomentRequest("k2", plan, then))
    assert (paused.is_paused, paused.paused_until) == (True, then)
    assert not gateway.resume_plan(PlanRequest("k3", plan)).is_paused


def test_ended_twice_is_ended_and_what_was_open_is_void(gateway: StripeGateway, plan: str, sandbox: Sandbox) -> None:
    invoice = fails(sandbox, plan)
    ended = gateway.cancel_plan(PlanEndRequest("k1", plan, (invoice,)))
    assert ended.end_cause == EndCause.ASKED
    assert gateway.cancel_plan(PlanEndRequest("k2", plan, (invoice,))).ended_at == ended.ended_at
    assert sandbox.find(invoice)["status"] == "void"


def test_a_plan_that_is_not_there_cannot_be_ended(gateway: StripeGateway) -> None:
    with pytest.raises(GatewayRefused):
        gateway.cancel_plan(PlanEndRequest("k1", "sub_missing"))


def test_a_refused_collection_is_an_answer(gateway: StripeGateway, plan: str, sandbox: Sandbox) -> None:
    invoice = fails(sandbox, plan)
    answer = gateway.collect_instalment(CollectRequest("k1", invoice))
    assert (answer.is_paid, answer.decline_code, answer.needs_confirmation) == (False, "insufficient_funds", False)
    seen = gateway.find_instalment(invoice)
    assert (seen.reported.state, seen.decline_code) == (CollectionState.OPEN, "insufficient_funds")

    sandbox.set_card(plan, "ok")
    assert gateway.collect_instalment(CollectRequest("k2", invoice)).is_paid
    assert gateway.find_instalment(invoice).payment_id


def test_a_bank_that_wants_a_word_says_so(gateway: StripeGateway, plan: str, sandbox: Sandbox) -> None:
    invoice = fails(sandbox, plan)
    sandbox.set_card(plan, "authentication_required")
    assert gateway.collect_instalment(CollectRequest("k1", invoice)).needs_confirmation


def test_a_page_for_another_card_charges_nothing(gateway: StripeGateway, plan: str, sandbox: Sandbox) -> None:
    customer = gateway.find_plan(plan).customer_id
    urls = ("https://donations.example/done", "https://donations.example/back")
    page = gateway.open_card_checkout(CardCheckoutRequest("k1", NOTES, customer, "PLN", "pl", *urls))
    requested = sandbox.find(page.session_id)
    assert (requested["mode"], requested["customer"], requested["metadata"], page.url is None) == (
        "setup",
        customer,
        NOTES,
        False,
    )
