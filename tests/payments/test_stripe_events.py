"""What Stripe's events say, in our words; and what is no event of Stripe's."""

from datetime import UTC, datetime
from typing import Any

import pytest

from donations.core.money import Money
from donations.payments.stripe_events import read_event, read_header
from donations.payments.stripe_fields import BadEvent
from donations.payments.updates import (
    CheckoutEnded,
    CheckoutOutcome,
    PaymentCancelled,
    PaymentDeclined,
    PaymentDescribed,
    PaymentProcessing,
    PaymentSucceeded,
    RefundReported,
    RefundStatus,
)

AT = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
OURS = {"reference": "7KQ4-M2XF", "installation": "here"}


def event(kind: str, **body: Any) -> dict[str, Any]:
    return {
        "id": "evt_1",
        "object": "event",
        "api_version": "2026-10-28.endive",
        "created": int(AT.timestamp()),
        "livemode": False,
        "type": kind,
        "data": {"object": {"metadata": OURS} | body},
    }


def session(**body: Any) -> dict[str, Any]:
    usual = {
        "id": "cs_1",
        "object": "checkout.session",
        "mode": "payment",
        "payment_status": "paid",
        "payment_intent": "pi_1",
        "amount_total": 5000,
        "currency": "pln",
    }
    return usual | body


def payment(**body: Any) -> dict[str, Any]:
    usual = {"id": "pi_1", "object": "payment_intent", "amount": 5000, "amount_received": 5000, "currency": "pln"}
    return usual | body


def refund(**body: Any) -> dict[str, Any]:
    usual = {"id": "re_1", "object": "refund", "payment_intent": "pi_1", "amount": 2000, "currency": "pln"}
    return usual | {"status": "succeeded"} | body


PAID = PaymentSucceeded("7KQ4-M2XF", "pi_1", Money(5000, "PLN"), AT)


@pytest.mark.parametrize(
    "shown",
    [
        event("checkout.session.completed", **session()),
        event("checkout.session.completed", **session(payment_intent={"id": "pi_1", "object": "payment_intent"})),
        event("checkout.session.async_payment_succeeded", **session()),
        event("payment_intent.succeeded", **payment()),
    ],
)
def test_money_taken_is_one_fact_however_it_is_told(shown: dict[str, Any]) -> None:
    assert read_event(shown) == PAID


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [
        ("checkout.session.completed", CheckoutOutcome.PROCESSING),
        ("checkout.session.async_payment_failed", CheckoutOutcome.FAILED),
        ("checkout.session.expired", CheckoutOutcome.EXPIRED),
    ],
)
def test_a_page_ends_without_money_in_hand(kind: str, outcome: CheckoutOutcome) -> None:
    shown = event(kind, **session(payment_status="unpaid", payment_intent=None))
    assert read_event(shown) == CheckoutEnded("7KQ4-M2XF", "cs_1", outcome, AT)


def test_a_payment_on_its_way() -> None:
    shown = event("payment_intent.processing", **payment(amount_received=0))
    assert read_event(shown) == PaymentProcessing("7KQ4-M2XF", "pi_1", Money(5000, "PLN"), AT)


def test_a_declined_try() -> None:
    error = {"charge": "ch_1", "code": "card_declined", "decline_code": "insufficient_funds"}
    shown = event("payment_intent.payment_failed", **payment(last_payment_error=error))
    assert read_event(shown) == PaymentDeclined("7KQ4-M2XF", "pi_1", "ch_1", "card_declined", "insufficient_funds", AT)


@pytest.mark.parametrize("reason", ["requested_by_customer", "duplicate", "fraudulent"])
def test_a_payment_that_a_person_stopped_brings_nothing(reason: str) -> None:
    shown = event("payment_intent.canceled", **payment(amount_received=0, cancellation_reason=reason))
    assert read_event(shown) == PaymentCancelled("7KQ4-M2XF", "pi_1", AT)


@pytest.mark.parametrize("reason", ["expired", "abandoned", "void_invoice", "automatic", None, 5])
def test_a_payment_that_ends_with_its_page_or_invoice_says_nothing(reason: object) -> None:
    assert read_event(event("payment_intent.canceled", **payment(cancellation_reason=reason))) is None


def test_a_charge_describes_how_it_was_paid() -> None:
    card = {"type": "card", "card": {"brand": "visa", "last4": "4242"}}
    body = {"id": "ch_1", "object": "charge", "payment_intent": "pi_1", "amount": 5000, "currency": "pln"}
    shown = event("charge.succeeded", **body, payment_method_details=card)
    change_request = PaymentDescribed("7KQ4-M2XF", "pi_1", Money(5000, "PLN"), "ch_1", "card", "visa", "4242", AT)
    assert read_event(shown) == change_request


@pytest.mark.parametrize(
    ("status", "ours"),
    [
        ("pending", RefundStatus.PENDING),
        ("requires_action", RefundStatus.PENDING),
        ("succeeded", RefundStatus.SUCCEEDED),
        ("canceled", RefundStatus.CANCELLED),
        ("failed", RefundStatus.FAILED),
    ],
)
@pytest.mark.parametrize("kind", ["refund.created", "refund.updated", "refund.failed"])
def test_a_refund_tells_how_far_it_got(kind: str, status: str, ours: RefundStatus) -> None:
    shown = event(kind, **refund(status=status, metadata={}))
    assert read_event(shown) == RefundReported(None, "re_1", "pi_1", Money(2000, "PLN"), ours, None, AT)


@pytest.mark.parametrize(
    "shown",
    [
        event("customer.created", id="cus_1", object="customer"),
        event("something.new", id="x", object="thing"),
        event("checkout.session.expired", **session(mode="setup")),
        event("charge.succeeded", id="ch_1", object="charge", payment_intent=None),
        event("refund.created", **refund(payment_intent=None)),
    ],
)
def test_what_we_do_not_use_says_nothing(shown: dict[str, Any]) -> None:
    assert read_event(shown) is None


def test_the_header_of_any_event() -> None:
    header = read_header(event("balance.available", object="balance"))
    assert (header.id, header.type, header.object_id, header.object_type) == (
        "evt_1",
        "balance.available",
        None,
        "balance",
    )
    assert (header.installation, header.reference, header.created, header.livemode) == ("here", "7KQ4-M2XF", AT, False)


def test_a_reference_somebody_put_into_an_address_is_not_believed() -> None:
    shown = event("checkout.session.completed", **session(metadata={}, client_reference_id="7KQ4-M2XF"))
    assert read_header(shown).reference is None


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"object": "event"},
        event("x", object="x") | {"id": 5},
        event("x", object="x") | {"id": "evt 1"},
        event("x", object="x") | {"type": "DROP TABLE"},
        event("x", object="x") | {"type": None},
        event("x", object="x") | {"livemode": "false"},
        event("x", object="x") | {"created": True},
        event("x", object="x") | {"created": -1},
        event("x", object="x") | {"created": 10**30},
        event("x", object="x") | {"account": ["a"]},
        event("x", object="x") | {"data": []},
        event("x", object="x") | {"data": {"object": None}},
        event("x", object="x", metadata="x"),
        event("x", object="x", metadata={"reference": "a\x00b"}),
        event("x", object="x", metadata={"reference": 5}),
        event("x", object="x", id="\ud800"),
        event("x", object="x", metadata={"installation": "i" * 501}),
    ],
)
def test_what_is_no_event_of_stripes_is_refused(broken: dict[str, Any]) -> None:
    with pytest.raises(BadEvent):
        read_header(broken)


@pytest.mark.parametrize(
    "broken",
    [
        event("checkout.session.completed", **session(payment_intent=None)),
        event("checkout.session.completed", **session(payment_intent=5)),
        event("checkout.session.completed", **session(amount_total="5000")),
        event("checkout.session.completed", **session(amount_total=True)),
        event("checkout.session.completed", **session(amount_total=-1)),
        event("checkout.session.completed", **session(amount_total=10**20)),
        event("checkout.session.completed", **session(currency="xyz")),
        event("checkout.session.completed", **session(currency=None)),
        event("payment_intent.succeeded", **payment(currency="isk", amount_received=50050)),
        event("payment_intent.succeeded", **payment(id=None)),
        event("refund.created", **refund(status="strange")),
        event("refund.created", **refund(status=None)),
    ],
)
def test_a_malformed_object_is_refused(broken: dict[str, Any]) -> None:
    with pytest.raises(BadEvent):
        read_event(broken)
