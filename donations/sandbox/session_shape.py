"""The Checkout Session as it looks when new."""

from typing import Any

from donations.sandbox.shapes import nulls
from donations.sandbox.store import Document

_LOCAL_METHODS = {"pln": ["blik", "p24"], "eur": ["p24", "sepa_debit"], "gbp": ["bacs_debit"]}


def new_session(session_id: str, created: int, **given: Any) -> Document:
    """Open, unpaid, nobody there yet."""
    return (
        {"id": session_id, "object": "checkout.session"}
        | nulls(
            """after_expiration allow_promotion_codes billing_address_collection cancel_url client_reference_id
            client_secret collected_information consent consent_collection currency_conversion customer
            customer_account customer_creation customer_details customer_email invoice locale payment_intent
            payment_link payment_method_configuration_details recovered_from saved_payment_method_options
            setup_intent shipping_address_collection shipping_cost submit_type subscription"""
        )
        | {
            "adaptive_pricing": {"enabled": False},
            "automatic_tax": {"enabled": False} | nulls("liability provider status"),
            "created": created,
            "custom_fields": [],
            "custom_text": nulls("after_submit shipping_address submit terms_of_service_acceptance"),
            "discounts": [],
            "invoice_creation": {"enabled": False, "invoice_data": _invoice_data()},
            "livemode": False,
            "metadata": {},
            "payment_method_collection": "if_required",
            "payment_method_options": {},
            "payment_status": "unpaid",
            "permissions": None,
            "phone_number_collection": {"enabled": False},
            "shipping_options": [],
            "status": "open",
            "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        }
        | given
    )


def methods_for(currency: str) -> list[str]:
    """The ways to pay that Stripe would offer a visitor from Europe in this currency."""
    return ["card", *_LOCAL_METHODS.get(currency, [])]


def _invoice_data() -> Document:
    empty = nulls("account_tax_ids custom_fields description footer issuer rendering_options")
    return empty | {"metadata": {}}
