"""When the next period of a subscription ends, counted in UTC from the anchor, as Stripe counts."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from donations.sandbox.shapes import nulls
from donations.sandbox.store import Document

_MONTHS = {"month": 1, "year": 12}
_DAYS = {"day": 1, "week": 7}


def period_end(anchor: int, start: int, interval: str, count: int) -> int:
    """The end of the period that begins at `start`: 31 January, 28 February, 31 March …"""
    begun = datetime.fromtimestamp(start, UTC)
    if interval in _DAYS:
        return int((begun + timedelta(days=_DAYS[interval] * count)).timestamp())
    first = datetime.fromtimestamp(anchor, UTC)
    months = (begun.year - first.year) * 12 + begun.month - first.month + _MONTHS[interval] * count
    return int(_months_after(first, months).timestamp())


def _months_after(moment: datetime, months: int) -> datetime:
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    day = min(moment.day, monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)


def new_product(product_id: str, created: int, **given: Any) -> Document:
    """What is paid for."""
    return (
        {"id": product_id, "object": "product"}
        | nulls("default_price description package_dimensions shippable statement_descriptor tax_code unit_label url")
        | {"active": True, "created": created, "images": [], "livemode": False, "marketing_features": []}
        | {"metadata": {}, "tax_details": None, "type": "service", "updated": created}
        | given
    )


def new_price(price_id: str, created: int, *, recurring: Mapping[str, Any], **given: Any) -> Document:
    """How much of it, how often."""
    return (
        {"id": price_id, "object": "price"}
        | nulls("custom_unit_amount lookup_key nickname tiers_mode transform_quantity")
        | {"active": False, "billing_scheme": "per_unit", "created": created, "livemode": False, "metadata": {}}
        | {"recurring": {"meter": None, "trial_period_days": None, "usage_type": "licensed"} | dict(recurring)}
        | {"tax_behavior": "unspecified", "type": "recurring", "unit_amount_decimal": str(given["unit_amount"])}
        | given
    )


def new_item(item_id: str, created: int, price: Document, period: tuple[int, int], subscription: str) -> Document:
    """The one thing a subscription is made of here."""
    return {
        "id": item_id,
        "object": "subscription_item",
        "billed_until": None,
        "billing_thresholds": None,
        "created": created,
        "current_period_end": period[1],
        "current_period_start": period[0],
        "discounts": [],
        "metadata": {},
        "plan": plan_of(price),
        "price": price,
        "quantity": 1,
        "subscription": subscription,
        "tax_rates": [],
    }


def new_subscription(subscription_id: str, created: int, item: Document, **given: Any) -> Document:
    """Active from the first moment: Checkout makes it when the first payment is through or on its way."""
    return (
        {"id": subscription_id, "object": "subscription"}
        | nulls(
            """application application_fee_percent billing_cycle_anchor_config billing_thresholds cancel_at canceled_at
            customer_account days_until_due default_source description ended_at next_pending_invoice_item_invoice
            on_behalf_of pause_collection pending_invoice_item_interval pending_setup_intent pending_update schedule
            test_clock transfer_data trial_end trial_start"""
        )
        | {
            "automatic_tax": {"disabled_reason": None, "enabled": False, "liability": None},
            "billing_cycle_anchor": created,
            "billing_mode": {"flexible": {"proration_discounts": "included"}, "type": "flexible", "updated_at": None},
            "billing_schedules": [],
            "cancel_at_period_end": False,
            "cancellation_details": nulls("comment feedback feedback_option reason"),
            "collection_method": "charge_automatically",
            "created": created,
            "currency": item["price"]["currency"],
            "default_tax_rates": [],
            "discounts": [],
            "invoice_settings": nulls("account_tax_ids custom_fields description footer")
            | {"issuer": {"type": "self"}},
            "items": listed([item], f"/v1/subscription_items?subscription={subscription_id}"),
            "livemode": False,
            "metadata": {},
            "payment_settings": nulls("payment_method_options payment_method_types")
            | {"save_default_payment_method": "off"},
            "start_date": created,
            "status": "active",
            "trial_settings": {"end_behavior": {"missing_payment_method": "create_invoice"}},
        }
        | given
    )


def listed(documents: list[Document], url: str) -> Document:
    """A list inside an object."""
    return {"object": "list", "data": documents, "has_more": False, "url": url}


def plan_of(price: Document) -> Document:
    """The price in the words of Stripe's older API, which still stands beside it."""
    recurring = price["recurring"]
    return nulls("meter nickname tiers_mode transform_usage trial_period_days") | {
        "id": price["id"],
        "object": "plan",
        "active": price["active"],
        "amount": price["unit_amount"],
        "amount_decimal": price["unit_amount_decimal"],
        "billing_scheme": "per_unit",
        "created": price["created"],
        "currency": price["currency"],
        "interval": recurring["interval"],
        "interval_count": recurring["interval_count"],
        "livemode": False,
        "metadata": {},
        "product": price["product"],
        "usage_type": "licensed",
    }


def new_invoice(invoice_id: str, created: int, *, amount: int, **given: Any) -> Document:
    """A draft; `amount` is all of it."""
    return (
        {"id": invoice_id, "object": "invoice"}
        | nulls(
            """account_tax_ids application automatically_finalizes_at custom_fields customer_account customer_address
            customer_name customer_phone customer_shipping default_payment_method default_source description due_date
            effective_at ending_balance footer from_invoice hosted_invoice_url invoice_pdf last_finalization_error
            latest_revision next_payment_attempt number on_behalf_of receipt_number rendering shipping_cost
            shipping_details statement_descriptor subtotal_excluding_tax test_clock threshold_reason total_excluding_tax
            webhooks_delivered_at"""
        )
        | {
            "account_country": "PL",
            "account_name": "Stripe sandbox",
            "attempt_count": 0,
            "attempted": False,
            "auto_advance": True,
            "automatic_tax": {"enabled": False} | nulls("disabled_reason liability provider status"),
            "collection_method": "charge_automatically",
            "created": created,
            "customer_tax_exempt": "none",
            "customer_tax_ids": [],
            "default_tax_rates": [],
            "discounts": [],
            "issuer": {"type": "self"},
            "livemode": False,
            "metadata": {},
            "payment_settings": nulls("default_mandate payment_method_options payment_method_types"),
            "status": "draft",
            "status_transitions": nulls("finalized_at marked_uncollectible_at paid_at voided_at"),
        }
        | _sums(amount)
        | given
    )


def _sums(amount: int) -> Document:
    """Nothing is taken off, nothing comes on top."""
    whole = dict.fromkeys(("amount_due", "amount_remaining", "subtotal", "total"), amount)
    no_lists: Document = {f"total_{name}": [] for name in ("discount_amounts", "pretax_credit_amounts", "taxes")}
    nothing = """amount_overpaid amount_paid amount_shipping post_payment_credit_notes_amount
    pre_payment_credit_notes_amount starting_balance""".split()
    return whole | no_lists | dict.fromkeys(nothing, 0)


def lines_of(invoice_id: str, line_id: str, subscription: Document, amount: int, period: tuple[int, int]) -> Document:
    """What the invoice asks for: the subscription's one item, for one period."""
    item = subscription["items"]["data"][0]
    details = {
        "invoice_item": None,
        "proration": False,
        "proration_details": {"credited_items": None},
        "subscription": subscription["id"],
        "subscription_item": item["id"],
    }
    pricing = {"price": item["price"]["id"], "product": item["price"]["product"]}
    line = {
        "id": line_id,
        "object": "line_item",
        "amount": amount,
        "currency": subscription["currency"],
        "description": subscription["description"],
        "discount_amounts": [],
        "discountable": True,
        "discounts": [],
        "invoice": invoice_id,
        "livemode": False,
        "metadata": subscription["metadata"],
        "parent": {
            "invoice_item_details": None,
            "subscription_item_details": details,
            "type": "subscription_item_details",
        },
        "period": {"start": period[0], "end": period[1]},
        "pretax_credit_amounts": [],
        "pricing": {"price_details": pricing, "type": "price_details", "unit_amount_decimal": str(amount)},
        "quantity": 1,
        "subtotal": amount,
        "taxes": [],
    }
    return listed([line], f"/v1/invoices/{invoice_id}/lines")


def new_invoice_payment(payment_id: str, created: int, invoice: Document, intent: str) -> Document:
    """Which PaymentIntent pays an invoice: the only thread between the two."""
    return {
        "id": payment_id,
        "object": "invoice_payment",
        "amount_paid": None,
        "amount_requested": invoice["amount_due"],
        "created": created,
        "currency": invoice["currency"],
        "invoice": invoice["id"],
        "is_default": True,
        "livemode": False,
        "payment": {"type": "payment_intent", "payment_intent": intent},
        "status": "open",
        "status_transitions": nulls("canceled_at paid_at"),
    }
