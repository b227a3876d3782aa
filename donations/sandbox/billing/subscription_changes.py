"""Subscriptions over the API: changed and cancelled."""

from typing import Any

from donations.sandbox.api.params import choice, each, inner, metadata, or_empty, read_params, text, truth, whole
from donations.sandbox.billing import collecting, invoices, subscriptions
from donations.sandbox.billing.shapes import period_end, plan_of
from donations.sandbox.billing.subscriptions import check_price, item_of, price_for, recurring_price
from donations.sandbox.errors import Fault, bad_parameter, missing, no_such, not_modelled
from donations.sandbox.store import Document
from donations.sandbox.world import World

UPDATE, CANCEL = "stripe.params.SubscriptionUpdateParams", "stripe.params.SubscriptionCancelParams"
_FEEDBACK = """customer_service low_quality missing_features other switched_service too_complex too_expensive
unused""".split()
_DETAILS = {"comment": or_empty(text()), "feedback": or_empty(choice(*_FEEDBACK))}
_PAUSE = {
    "behavior": choice("keep_as_draft", "mark_uncollectible", "void", modelled=("void",)),
    "resumes_at": whole,
}
_ITEM = {"id": text(), "price_data": inner(recurring_price(f"{UPDATE}ItemPriceData"), f"{UPDATE}ItemPriceData")}
UPDATE_FIELDS = {
    "cancel_at_period_end": truth,
    "cancellation_details": inner(_DETAILS, f"{UPDATE}CancellationDetails"),
    "default_payment_method": text(),
    "description": or_empty(text(500)),
    "items": each(inner(_ITEM, f"{UPDATE}Item")),
    "metadata": or_empty(metadata),
    "pause_collection": or_empty(inner(_PAUSE, f"{UPDATE}PauseCollection")),
    "proration_behavior": choice("always_invoice", "create_prorations", "none", modelled=("none",)),
    "trial_end": whole,
}
CANCEL_FIELDS = {"cancellation_details": inner(_DETAILS, f"{CANCEL}CancellationDetails")}

_AFTERWARDS = {"cancellation_details", "metadata"}
_LONGEST_TRIAL = 730 * 86_400
_NOTICE = 3 * 86_400  # how long before its end a trial is announced
_REPORTED = """cancel_at cancel_at_period_end canceled_at cancellation_details default_payment_method description
metadata pause_collection trial_start""".split()


def update(world: World, subscription_id: str, raw: dict[str, Any]) -> Document:
    """``POST /v1/subscriptions/{id}``: whatever is given, all at once."""
    given = read_params(UPDATE_FIELDS, raw, UPDATE)
    subscription = world.need("subscription", subscription_id)
    _check(world, subscription, given)
    before = subscriptions.shown(subscription) | {name: subscription[name] for name in _REPORTED}
    rhythm = item_of(subscription)["price"]["recurring"]
    for name in ("default_payment_method", "description"):
        if name in given:
            subscription[name] = given[name] or None
    subscription["metadata"] = _merged(subscription["metadata"], given.get("metadata", {}))
    _note_end(world, subscription, given)
    _pause(world, subscription, given)
    if "items" in given:
        price = price_for(world, given["items"][0]["price_data"])
        item_of(subscription).update(price=price, plan=plan_of(price))
    is_other_rhythm = _times(rhythm) != _times(item_of(subscription)["price"]["recurring"])
    if "trial_end" in given or is_other_rhythm:
        _begin_anew(world, subscription, before, given.get("trial_end"))
    else:
        subscriptions.tell(world, subscription, before)
    return subscription


def cancel(world: World, subscription_id: str, raw: dict[str, Any]) -> Document:
    """``DELETE /v1/subscriptions/{id}``: at once; a second time there is none to cancel."""
    given = read_params(CANCEL_FIELDS, raw, CANCEL)
    subscription = world.need("subscription", subscription_id)
    if subscription["status"] in subscriptions.OVER:
        raise no_such("subscription", subscription_id)
    details = {name: value or None for name, value in given.get("cancellation_details", {}).items()}
    return subscriptions.end(world, subscription, "cancellation_requested", **details)


def resume(world: World, subscription_id: str) -> None:
    """A pause is over by itself."""
    subscription = world.need("subscription", subscription_id)
    pause = subscription["pause_collection"]
    if pause and pause["resumes_at"] == world.now() and subscription["status"] not in subscriptions.OVER:
        subscriptions.change(world, subscription, pause_collection=None)


def announce_end_of_trial(world: World, subscription_id: str) -> None:
    """Three days before the first collection after a trial."""
    subscription = world.need("subscription", subscription_id)
    if subscription["status"] == "trialing" and subscription["trial_end"] - world.now() <= _NOTICE:
        world.emit("customer.subscription.trial_will_end", subscription)


def _check(world: World, subscription: Document, given: dict[str, Any]) -> None:
    if subscription["status"] in subscriptions.OVER and set(given) - _AFTERWARDS:
        message = "A canceled subscription can only update its cancellation_details and metadata."
        raise Fault(message, code="invalid_canceled_subscription_fields")
    if "default_payment_method" in given:
        kept = world.need("payment_method", given["default_payment_method"], "default_payment_method")
        check_owner(kept, subscription["customer"], "default_payment_method")
    if "items" in given:
        _check_items(world, subscription, given)
    now, pause = world.now(), given.get("pause_collection")
    if pause and "behavior" not in pause:
        raise missing("pause_collection[behavior]")
    for param, moment in (("trial_end", given.get("trial_end")), ("resumes_at", (pause or {}).get("resumes_at"))):
        if moment is not None and not now < moment <= now + _LONGEST_TRIAL:
            message = "Invalid timestamp: must be an integer Unix timestamp in the future, within two years"
            raise bad_parameter(message, param, "parameter_invalid_integer")


def check_owner(kept: Document, customer: str, param: str) -> None:
    """A payment method is used for its own customer only."""
    if kept["customer"] != customer:
        message = f"The customer does not have a payment method with the ID {kept['id']}."
        raise Fault(f"{message} The payment method must be attached to the customer.", param=param)


def _check_items(world: World, subscription: Document, given: dict[str, Any]) -> None:
    if given.get("proration_behavior") != "none":
        raise not_modelled("prorations")
    (*others, item) = given["items"]
    if others or item.get("id") != item_of(subscription)["id"] or "price_data" not in item:
        raise not_modelled("anything but another price for the subscription's one item")
    check_price(world, item["price_data"], "items[0][price_data]")
    if item["price_data"]["currency"].lower() != subscription["currency"]:
        message = f"The price specified only supports `{item['price_data']['currency']}`."
        raise Fault(f"{message} This doesn't match the expected currency: `{subscription['currency']}`.", param="items")


def _note_end(world: World, subscription: Document, given: dict[str, Any]) -> None:
    details = {name: value or None for name, value in given.get("cancellation_details", {}).items()}
    subscription["cancellation_details"] = subscription["cancellation_details"] | details
    if "cancel_at_period_end" in given:
        is_ending = given["cancel_at_period_end"]
        reason = {"reason": "cancellation_requested" if is_ending else None}
        subscription |= {
            "cancel_at": item_of(subscription)["current_period_end"] if is_ending else None,
            "cancel_at_period_end": is_ending,
            "canceled_at": world.now() if is_ending else None,
            "cancellation_details": subscription["cancellation_details"] | reason,
        }


def _pause(world: World, subscription: Document, given: dict[str, Any]) -> None:
    if "pause_collection" not in given:
        return
    pause = given["pause_collection"]
    subscription["pause_collection"] = {"resumes_at": None} | pause if pause else None
    if pause and "resumes_at" in pause:
        world.later(pause["resumes_at"], "resume", subscription["id"])


def _begin_anew(world: World, subscription: Document, before: Document, trial_end: int | None) -> None:
    """Another rhythm is paid for at once; a trial puts the first payment off, and asks for nothing until then."""
    now, item = world.now(), item_of(subscription)
    recurring = item["price"]["recurring"]
    ends = trial_end or period_end(now, now, recurring["interval"], recurring["interval_count"])
    item.update(current_period_start=now, current_period_end=ends)
    subscription["billing_cycle_anchor"] = trial_end or now
    if trial_end:
        subscription |= {"status": "trialing", "trial_end": trial_end, "trial_start": now}
        world.later(max(trial_end - _NOTICE, now), "trial_ends_soon", subscription["id"])
    invoice = invoices.draft(world, subscription, "subscription_update", (now, ends), 0 if trial_end else None)
    world.emit("invoice.created", invoice)
    subscriptions.tell(world, subscription, before)
    subscriptions.schedule(world, subscription)
    invoices.finalize(world, invoice)
    if subscription["pause_collection"] and invoice["amount_due"]:
        invoices.void(world, invoice)
    elif invoice["amount_due"]:
        collecting.collect(world, invoice, subscriptions.method_of(world, subscription))
    else:
        invoices.settle(world, invoice)
    # Collecting tells the subscription's state by itself.
    subscription.update(world.need("subscription", subscription["id"]))


def _merged(known: Document, given: Any) -> Document:
    """One key at a time; an empty text takes one away, an empty set all."""
    return {} if given == "" else {key: value for key, value in {**known, **given}.items() if value != ""}


def _times(recurring: Document) -> tuple[str, int]:
    return recurring["interval"], recurring["interval_count"]
