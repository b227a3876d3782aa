"""How we ask Stripe about subscriptions and invoices: the part of `StripeGateway` that is about plans.

Its requests are checked against the SDK's own types in the tests of the sandbox.
"""

from collections.abc import Callable
from typing import Any

from donations.core import clock
from donations.payments.gateway import (
    CardCheckoutRequest,
    Checkout,
    CheckoutStatus,
    CollectAnswer,
    CollectRequest,
    FundProduct,
    GatewayRefused,
    InstalmentSeen,
    PlanCardRequest,
    PlanEndRequest,
    PlanMomentRequest,
    PlanPriceRequest,
    PlanRequest,
    PlanTerms,
)
from donations.payments.stripe_amounts import to_stripe
from donations.payments.stripe_plan_events import card_from, instalment_from, plan_from
from donations.payments.updates import CardDescribed, CollectionState, PlanReported

_DECLINED = 402
_THERE_ALREADY = "resource_already_exists"
_NOT_THERE = 404
_ASKED_FOR = (CollectionState.OPEN, CollectionState.UNCOLLECTIBLE)
_CONFIRM = "authentication_required"
_YEAR = 12
_KEEP_DATE = {"proration_behavior": "none"}
LOCALES = {"en": "en-GB", "pl": "pl"}


def rhythm(terms: PlanTerms) -> dict[str, Any]:
    """Every so many months, in Stripe's words."""
    if terms.months % _YEAR == 0:
        return {"interval": "year", "interval_count": terms.months // _YEAR}
    return {"interval": "month", "interval_count": terms.months}


class StripePlans:
    """What is asked about plans; whoever has the connection is the child."""

    _stripe: Any
    _ask: Callable[[Callable[[], Any]], Any]

    def ensure_fund_product(self, product: FundProduct) -> None:
        """Make the product; one that is there stays as it is."""
        requested = {
            "id": product.product_id,
            "name": product.name,
            "metadata": {"installation": product.installation_id},
        }
        try:
            self._ask(lambda: self._stripe.v1.products.create(requested))
        except GatewayRefused as refused:
            if refused.parameters.get("code") != _THERE_ALREADY:
                raise

    def open_card_checkout(self, request: CardCheckoutRequest) -> Checkout:
        """A page in `mode=setup`: the card is kept with the customer, nothing is charged."""
        requested = {
            "ui_mode": "hosted_page",
            "mode": "setup",
            "customer": request.customer_id,
            "currency": request.currency.lower(),
            "metadata": request.metadata,
            "setup_intent_data": {"metadata": request.metadata},
            "locale": LOCALES.get(request.language, "auto"),
            "success_url": request.success_url,
            "cancel_url": request.cancel_url,
        }
        options = {"idempotency_key": request.idempotency_key}
        update = self._ask(lambda: self._stripe.v1.checkout.sessions.create(requested, options)).to_dict()
        return Checkout(update["id"], CheckoutStatus(update["status"]), update.get("url"))

    def change_plan(self, request: PlanPriceRequest) -> PlanReported:
        """Another price of the one item. What is paid for stays paid for: nothing is settled up."""
        price = {
            "currency": request.amount.currency.lower(),
            "unit_amount": to_stripe(request.amount),
            "product": request.terms.product_id,
            "recurring": rhythm(request.terms),
        }
        requested: dict[str, Any] = {"items": [{"id": request.item_id, "price_data": price}], **_KEEP_DATE}
        if request.keeps_until:  # else another rhythm would begin, and be collected, at once
            requested["trial_end"] = int(request.keeps_until.timestamp())
        return self._update(request.plan_id, requested, request.idempotency_key)

    def move_plan_date(self, request: PlanMomentRequest) -> PlanReported:
        """A time without collections up to the wanted moment, which all later ones are counted from."""
        requested = {"trial_end": int(request.at.timestamp()), **_KEEP_DATE}
        return self._update(request.plan_id, requested, request.idempotency_key)

    def pause_plan(self, request: PlanMomentRequest) -> PlanReported:
        """Invoices are written and voided meanwhile; afterwards Stripe goes on by itself."""
        pause = {"behavior": "void", "resumes_at": int(request.at.timestamp())}
        return self._update(request.plan_id, {"pause_collection": pause}, request.idempotency_key)

    def resume_plan(self, request: PlanRequest) -> PlanReported:
        """End a pause before its time."""
        return self._update(request.plan_id, {"pause_collection": ""}, request.idempotency_key)

    def cancel_plan(self, request: PlanEndRequest) -> PlanReported:
        """At once. What is open is voided, so that nobody pays it by an old letter."""
        options = {"idempotency_key": request.idempotency_key}
        requested = {"cancellation_details": {"comment": request.note}} if request.note else {}
        try:
            ended = self._seen(lambda: self._stripe.v1.subscriptions.cancel(request.plan_id, requested, options))
        except GatewayRefused:
            ended = self.find_plan(request.plan_id)
            if ended.ended_at is None:
                raise
        for invoice_id in request.open_invoices:
            self._void(invoice_id)
        return ended

    def set_plan_card(self, request: PlanCardRequest) -> PlanReported:
        """The page's set-up names the card."""
        setup = self._ask(lambda: self._stripe.v1.setup_intents.retrieve(request.setup_id)).to_dict()
        requested = {"default_payment_method": setup["payment_method"]}
        return self._update(request.plan_id, requested, request.idempotency_key)

    def collect_instalment(self, request: CollectRequest) -> CollectAnswer:
        """Nobody is there to confirm anything. A card's refusal is an answer, not an error."""
        options = {"idempotency_key": request.idempotency_key}
        try:
            paid = self._ask(lambda: self._stripe.v1.invoices.pay(request.invoice_id, {"off_session": True}, options))
        except GatewayRefused as refused:
            update = refused.parameters
            if update.get("status") != _DECLINED:
                raise
            code = update.get("decline") or update.get("code")
            return CollectAnswer(
                is_paid=False, decline_code=code, needs_confirmation=_CONFIRM in (code, update.get("code"))
            )
        return CollectAnswer(is_paid=paid.to_dict()["status"] == "paid")

    def call_off_instalment(self, invoice_id: str) -> CollectionState:
        """Only what is open can be voided; what was paid meanwhile stays paid."""
        if self._state(invoice_id) in _ASKED_FOR:
            self._void(invoice_id)
        return self._state(invoice_id)

    def find_card(self, payment_method_id: str) -> CardDescribed | None:
        """As it is now."""
        update = self._ask(lambda: self._stripe.v1.payment_methods.retrieve(payment_method_id))
        return card_from(update.to_dict(), clock.now())

    def update_customer(self, customer_id: str, email: str) -> None:
        """A value, no deed: it needs no key."""
        self._ask(lambda: self._stripe.v1.customers.update(customer_id, {"email": email}))

    def find_plan(self, plan_id: str) -> PlanReported:
        """As it is now."""
        return self._seen(lambda: self._stripe.v1.subscriptions.retrieve(plan_id))

    def find_instalment(self, invoice_id: str) -> InstalmentSeen:
        """With the payment that is to pay it, and how that was last refused."""
        invoices, intents = self._stripe.v1.invoices, self._stripe.v1.payment_intents
        update = self._ask(lambda: invoices.retrieve(invoice_id, {"expand": ["payments"]})).to_dict()
        reported = instalment_from(update, clock.now())
        if reported is None:
            raise GatewayRefused("Our payment provider refused the request.", status=_NOT_THERE, code="no_instalment")
        payments = [each["payment"].get("payment_intent") for each in (update.get("payments") or {}).get("data", [])]
        payment_id = next((each for each in payments if each), None)
        if payment_id is None:
            return InstalmentSeen(reported, None, None)
        error = self._ask(lambda: intents.retrieve(payment_id)).to_dict().get("last_payment_error") or {}
        return InstalmentSeen(reported, payment_id, error.get("decline_code") or error.get("code"))

    def _update(self, plan_id: str, requested: dict[str, Any], key: str) -> PlanReported:
        options = {"idempotency_key": key}
        return self._seen(lambda: self._stripe.v1.subscriptions.update(plan_id, requested, options))

    def _seen(self, call: Callable[[], Any]) -> PlanReported:
        return plan_from(self._ask(call).to_dict(), clock.now())

    def _state(self, invoice_id: str) -> CollectionState:
        return CollectionState(self._ask(lambda: self._stripe.v1.invoices.retrieve(invoice_id)).to_dict()["status"])

    def _void(self, invoice_id: str) -> None:
        """One that was paid, or voided, in this moment stays as it is: an event reports it."""
        try:
            self._ask(lambda: self._stripe.v1.invoices.void_invoice(invoice_id))
        except GatewayRefused:
            return
