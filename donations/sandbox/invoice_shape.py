"""Invoices, their line and their payment as they look when new."""

from typing import Any

from donations.sandbox.shapes import nulls
from donations.sandbox.store import Document
from donations.sandbox.subscription_shape import listed


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
