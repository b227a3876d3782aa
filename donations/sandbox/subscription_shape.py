"""Subscriptions, their items, prices and products as they look when new."""

from collections.abc import Mapping
from typing import Any

from donations.sandbox.shapes import nulls
from donations.sandbox.store import Document


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
