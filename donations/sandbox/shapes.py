"""Stripe's objects as they look when new. Each field is checked against the SDK's annotations in the tests."""

from typing import Any

from donations.sandbox.store import Document


def nulls(names: str) -> Document:
    """Fields Stripe gives as null until they are known."""
    return dict.fromkeys(names.split())


def address() -> Document:
    """Nothing is known of where the visitor lives but the country."""
    return nulls("city line1 line2 postal_code state") | {"country": "PL"}


def new_intent(intent_id: str, created: int, **given: Any) -> Document:
    """A PaymentIntent before any try."""
    return (
        {"id": intent_id, "object": "payment_intent"}
        | nulls(
            """amount_details application application_fee_amount canceled_at cancellation_reason customer
            customer_account description last_payment_error latest_charge next_action on_behalf_of payment_method
            payment_method_configuration_details processing receipt_email review setup_future_usage shipping source
            statement_descriptor statement_descriptor_suffix transfer_data transfer_group"""
        )
        | {
            "amount_capturable": 0,
            "amount_received": 0,
            "automatic_payment_methods": None,
            "capture_method": "automatic_async",
            "client_secret": f"{intent_id}_secret_sandbox",
            "confirmation_method": "automatic",
            "created": created,
            "livemode": False,
            "payment_method_options": {},
            "status": "requires_payment_method",
        }
        | given
    )


def new_charge(charge_id: str, created: int, **given: Any) -> Document:
    """One try to take the money."""
    return (
        {"id": charge_id, "object": "charge"}
        | nulls(
            """application application_fee application_fee_amount balance_transaction
            calculated_statement_descriptor description failure_balance_transaction failure_code failure_message
            on_behalf_of receipt_email receipt_number receipt_url review shipping source source_transfer
            statement_descriptor statement_descriptor_suffix transfer_data transfer_group"""
        )
        | {
            "amount_captured": 0,
            "amount_refunded": 0,
            "captured": False,
            "created": created,
            "disputed": False,
            "fraud_details": {},
            "livemode": False,
            "outcome": None,
            "paid": False,
            "radar_options": {},
            "refunded": False,
        }
        | given
    )


def new_setup(setup_id: str, created: int, **given: Any) -> Document:
    """A SetupIntent: a payment method is to be kept, nothing to be paid."""
    return (
        {"id": setup_id, "object": "setup_intent"}
        | nulls(
            """application automatic_payment_methods cancellation_reason customer_account description flow_directions
            last_setup_error latest_attempt mandate next_action on_behalf_of payment_method
            payment_method_configuration_details payment_method_options single_use_mandate"""
        )
        | {
            "client_secret": f"{setup_id}_secret_sandbox",
            "created": created,
            "livemode": False,
            "metadata": {},
            "payment_method_types": ["card"],
            "status": "requires_payment_method",
            "usage": "off_session",
        }
        | given
    )


def new_refund(refund_id: str, created: int, **given: Any) -> Document:
    """Money on its way back."""
    return (
        {"id": refund_id, "object": "refund"}
        | nulls("balance_transaction reason receipt_number source_transfer_reversal transfer_reversal")
        | {"created": created}
        | given
    )


def new_dispute(dispute_id: str, created: int, *, due_by: int, **given: Any) -> Document:
    """A payment the bank wants back."""
    return (
        {"id": dispute_id, "object": "dispute"}
        | {
            "balance_transactions": [],
            "created": created,
            "enhanced_eligibility_types": [],
            "evidence": _no_evidence(),
            "evidence_details": {
                "due_by": due_by,
                "enhanced_eligibility": {},
                "has_evidence": False,
                "past_due": False,
                "submission_count": 0,
                "submission_method": "not_submitted",
            },
            "is_charge_refundable": False,
            "livemode": False,
            "metadata": {},
            "reason": "fraudulent",
            "status": "needs_response",
        }
        | given
    )


def _no_evidence() -> Document:
    return {"enhanced_evidence": {}} | nulls(
        """access_activity_log billing_address cancellation_policy cancellation_policy_disclosure
        cancellation_rebuttal customer_communication customer_email_address customer_name customer_purchase_ip
        customer_signature duplicate_charge_documentation duplicate_charge_explanation duplicate_charge_id
        product_description receipt refund_policy refund_policy_disclosure refund_refusal_explanation service_date
        service_documentation shipping_address shipping_carrier shipping_date shipping_documentation
        shipping_tracking_number uncategorized_file uncategorized_text"""
    )


def new_balance_transaction(transaction_id: str, created: int, **given: Any) -> Document:
    """A movement of the account's balance."""
    return (
        {"id": transaction_id, "object": "balance_transaction"}
        | nulls("description exchange_rate")
        | {
            "available_on": created + 7 * 86_400,
            "balance_type": "payments",
            "created": created,
            "fee": 0,
            "fee_details": [],
            "status": "pending",
        }
        | given
    )


def new_customer(customer_id: str, created: int, **given: Any) -> Document:
    """The Customer Checkout makes of a finished session (Stripe's word for whoever pays)."""
    return (
        {"id": customer_id, "object": "customer"}
        | nulls("currency default_source description discount phone shipping test_clock")
        | {
            "balance": 0,
            "created": created,
            "delinquent": False,
            "invoice_settings": nulls("custom_fields default_payment_method footer rendering_options"),
            "livemode": False,
            "metadata": {},
            "next_invoice_sequence": 1,
            "tax_exempt": "none",
        }
        | given
    )


def new_endpoint(endpoint_id: str, created: int, **given: Any) -> Document:
    """Where webhooks go."""
    return (
        {"id": endpoint_id, "object": "webhook_endpoint"}
        | nulls("application description")
        | {"created": created, "livemode": False, "metadata": {}, "status": "enabled"}
        | given
    )


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
