"""Each thing our gateway can ask about plans, asked once."""

from datetime import timedelta

from donations.core import clock
from donations.core.money import Money
from donations.payments.gateway import (
    CardCheckoutRequest,
    CheckoutLine,
    CollectRequest,
    FundProduct,
    PlanCardRequest,
    PlanEndRequest,
    PlanMomentRequest,
    PlanPriceRequest,
    PlanRequest,
    PlanTerms,
)
from donations.payments.stripe_gateway import StripeGateway
from donations.sandbox.sandbox import Sandbox
from tests.sandbox.helpers import FORM, THANKS, request
from tests.sandbox.regular import FUND, OURS, invoices_of, item_of

_QUARTERLY = PlanTerms(3, FUND)


def use_gateway(gateway: StripeGateway, sandbox: Sandbox) -> None:
    """A plan is begun, changed in every way, given another card, refused, and ended."""
    gateway.ensure_fund_product(FundProduct(FUND, "Fundusz rzek", "installation-1"))
    gateway.ensure_fund_product(FundProduct(FUND, "Fundusz rzek", "installation-1"))
    plan_id = _begin(gateway, sandbox)
    _change(gateway, sandbox, plan_id)
    requested = CardCheckoutRequest("card:1", OURS, str(sandbox.find(plan_id)["customer"]), "PLN", "pl", THANKS, FORM)
    session_id = gateway.open_card_checkout(requested).session_id
    sandbox.choose(session_id, "saved")
    gateway.set_plan_card(PlanCardRequest("card:2", plan_id, sandbox.find(session_id)["setup_intent"]))
    sandbox.set_card(plan_id, "insufficient_funds")
    sandbox.advance(timedelta(days=140))
    unpaid = invoices_of(sandbox, plan_id)[-1]["id"]
    gateway.collect_instalment(CollectRequest("collect:1", unpaid))
    gateway.find_instalment(unpaid)
    gateway.find_plan(plan_id)
    gateway.find_card(str(sandbox.find(plan_id)["default_payment_method"]))
    gateway.call_off_instalment(unpaid)
    gateway.update_customer(str(sandbox.find(plan_id)["customer"]), "another@example.org")
    gateway.cancel_plan(PlanEndRequest("end:1", plan_id, (unpaid,), note="supporter"))


def _begin(gateway: StripeGateway, sandbox: Sandbox) -> str:
    line = CheckoutLine("Dar na Fundusz rzek", Money(5000, "PLN"))
    requested = request(idempotency_key="plan:1", lines=(line,), plan=PlanTerms(1, FUND))
    session_id = gateway.open_checkout(requested).session_id
    sandbox.choose(session_id, "paid")
    return str(sandbox.find(session_id)["subscription"])


def _change(gateway: StripeGateway, sandbox: Sandbox, plan_id: str) -> None:
    item_id, now = item_of(sandbox, plan_id)["id"], clock.now()
    price = (item_id, Money(9000, "PLN"), _QUARTERLY, now + timedelta(days=20))
    gateway.change_plan(PlanPriceRequest("change:1", plan_id, *price))
    gateway.move_plan_date(PlanMomentRequest("change:2", plan_id, now + timedelta(days=45)))
    gateway.pause_plan(PlanMomentRequest("change:3", plan_id, now + timedelta(days=60)))
    gateway.resume_plan(PlanRequest("change:4", plan_id))
