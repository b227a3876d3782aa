"""Invoices, their payments and customers over the API."""

from typing import Any

from donations.sandbox.api.params import choice, each, inner, page, page_fields, read_params, text, truth
from donations.sandbox.billing import collecting, invoices, subscriptions
from donations.sandbox.billing.shapes import listed
from donations.sandbox.billing.subscription_changes import check_owner
from donations.sandbox.errors import Fault, PaymentFailed, bad_parameter, missing
from donations.sandbox.store import Document
from donations.sandbox.world import World, public

PAY, CUSTOMER = "stripe.params.InvoicePayParams", "stripe.params.CustomerUpdateParams"
PAY_FIELDS = {"off_session": truth, "payment_method": text()}
CUSTOMER_FIELDS = {
    "email": text(512),
    "invoice_settings": inner({"default_payment_method": text()}, f"{CUSTOMER}InvoiceSettings"),
    "name": text(256),
}
_PLAN = "parent.subscription_details.subscription"
_PAYMENT = {"payment_intent": text(), "type": choice("payment_intent", "payment_record", modelled=("payment_intent",))}


def invoice(world: World, invoice_id: str, raw: dict[str, Any]) -> Document:
    """``GET /v1/invoices/{id}``; its payments only when they are asked for."""
    fields = {"expand": each(choice("payments"))}
    given = read_params(fields, raw, "stripe.params.InvoiceRetrieveParams")
    found = world.need("invoice", invoice_id)
    if not given.get("expand"):
        return found
    payments = [public(each_one) for each_one in world.store.all("invoice_payment", {"invoice": invoice_id})]
    return found | {"payments": listed(payments, f"/v1/invoice_payments?invoice={invoice_id}")}


def list_invoices(world: World, raw: dict[str, Any]) -> Document:
    """``GET /v1/invoices``, by customer, subscription or state."""
    stripe_class = "stripe.params.InvoiceListParams"
    given = read_params(page_fields(stripe_class, "customer", "status", "subscription"), raw, stripe_class)
    names = {"customer": "customer", "status": "status", "subscription": _PLAN}
    chosen = {names[name]: given[name] for name in names if name in given}
    return page("/v1/invoices", list(world.store.all("invoice", chosen)), given)


def list_subscriptions(world: World, raw: dict[str, Any]) -> Document:
    """``GET /v1/subscriptions``: those not cancelled, unless asked otherwise."""
    stripe_class = "stripe.params.SubscriptionListParams"
    given = read_params(page_fields(stripe_class, "customer", "status"), raw, stripe_class)
    chosen = {"customer": given["customer"]} if "customer" in given else {}
    found, status = world.store.all("subscription", chosen), given.get("status")
    kept = [each_one for each_one in found if _has_status(each_one["status"], status)]
    return page("/v1/subscriptions", kept, given)


def list_invoice_payments(world: World, raw: dict[str, Any]) -> Document:
    """``GET /v1/invoice_payments``: which payment pays which invoice, from either end."""
    stripe_class = "stripe.params.InvoicePaymentListParams"
    fields = dict(page_fields(stripe_class, "invoice", "status"))
    fields["payment"] = inner(_PAYMENT, f"{stripe_class}Payment")
    given = read_params(fields, raw, stripe_class)
    chosen: dict[str, str] = {name: given[name] for name in ("invoice", "status") if name in given}
    if "payment" in given:
        if given["payment"].keys() != _PAYMENT.keys():
            raise missing("payment[payment_intent]")
        chosen["payment.payment_intent"] = given["payment"]["payment_intent"]
    return page("/v1/invoice_payments", list(world.store.all("invoice_payment", chosen)), given)


def pay(world: World, invoice_id: str, raw: dict[str, Any]) -> Document:
    """``POST /v1/invoices/{id}/pay``: out of turn, with what is kept or what is given."""
    given = read_params(PAY_FIELDS, raw, PAY)
    found = world.need("invoice", invoice_id)
    if found["status"] == "draft":
        invoices.finalize(world, found)
    if found["status"] not in ("open", "uncollectible"):
        raise Fault(f"Invoice is already {found['status']}" if found["status"] == "paid" else _CLOSED)
    kept = _method(world, found, given)
    if kept is None:
        raise Fault("There is no `default_payment_method` set on this Customer or Invoice.", code="resource_missing")
    error = collecting.collect(world, found, kept, collecting.ON_DEMAND)
    if error:
        raise PaymentFailed(_asks_for_action(error), public(invoices.intent_of(world, found)))
    return world.need("invoice", invoice_id)


def void(world: World, invoice_id: str, raw: dict[str, Any]) -> Document:
    """``POST /v1/invoices/{id}/void``: only an open one."""
    read_params({}, raw, "stripe.params.InvoiceVoidInvoiceParams")
    return invoices.void(world, world.need("invoice", invoice_id))


def update_customer(world: World, customer_id: str, raw: dict[str, Any]) -> Document:
    """``POST /v1/customers/{id}``: how they are called, and what is collected from."""
    given = read_params(CUSTOMER_FIELDS, raw, CUSTOMER)
    customer = world.need("customer", customer_id)
    before = {name: customer[name] for name in given}
    settings = given.pop("invoice_settings", {})
    if "default_payment_method" in settings:
        param = "invoice_settings[default_payment_method]"
        check_owner(world.need("payment_method", settings["default_payment_method"], param), customer_id, param)
    customer |= given | {"invoice_settings": customer["invoice_settings"] | settings}
    world.emit("customer.updated", world.store.put(customer), before)
    return customer


_CLOSED = "This invoice can no longer be paid."


def _method(world: World, found: Document, given: dict[str, Any]) -> Document | None:
    if "payment_method" not in given:
        return subscriptions.method_of(world, invoices.subscription_of(world, found))
    kept = world.need("payment_method", given["payment_method"], "payment_method")
    check_owner(kept, found["customer"], "payment_method")
    return kept


def _asks_for_action(error: Document) -> Document:
    if error["code"] != "authentication_required":
        return error
    message = "Payment for this invoice requires additional user action before it can be completed successfully."
    return error | {"code": "invoice_payment_intent_requires_action", "message": message}


def _has_status(status: str, chosen: str | None) -> bool:
    if chosen is None:
        return status != "canceled"
    if chosen not in ("all", "ended", *_STATUSES):
        raise bad_parameter(f"Invalid status: must be one of all, ended, {', '.join(_STATUSES)}", "status")
    return chosen in ("all", status) or (chosen == "ended" and status in subscriptions.OVER)


_STATUSES = ("active", "canceled", "incomplete", "incomplete_expired", "past_due", "paused", "trialing", "unpaid")
