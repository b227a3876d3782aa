"""What Stripe says of subscriptions, invoices and saved cards, in our words; whatever is odd is told, never guessed."""

import copy
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donations.core.money import Money
from donations.payments.stripe_events import USED_TYPES, read_event, read_header
from donations.payments.stripe_fields import BadEvent
from donations.payments.stripe_plan_events import PLAN_READERS
from donations.payments.updates import (
    CardDescribed,
    CardGiven,
    CollectionState,
    EndCause,
    InstalmentDeclined,
    InstalmentPaid,
    InstalmentReported,
    PlanReported,
)

AT, THEN = 1_795_176_000, 1_797_768_000
OURS = {"reference": "7KQ4-M2XF", "installation": "here"}


def event(kind: str, **fields: Any) -> dict[str, Any]:
    return {
        "id": "evt_1",
        "object": "event",
        "api_version": "2026-10-28.endive",
        "created": AT,
        "livemode": False,
        "type": kind,
        "data": {"object": fields},
    }


def plan(**changed: Any) -> dict[str, Any]:
    price = {"unit_amount": 5000, "currency": "pln", "recurring": {"interval": "month", "interval_count": 1}}
    item = {"id": "si_1", "current_period_end": THEN, "price": price}
    whole = {
        "id": "sub_1",
        "billing_cycle_anchor": THEN,
        "object": "subscription",
        "status": "active",
        "customer": "cus_1",
        "default_payment_method": "pm_1",
        "items": {"data": [item]},
        "pause_collection": None,
        "cancel_at_period_end": False,
        "cancel_at": None,
        "ended_at": None,
        "cancellation_details": {"reason": None},
        "metadata": OURS,
    }
    return {**whole, **changed}


def invoice(**changed: Any) -> dict[str, Any]:
    whole = {
        "id": "in_1",
        "object": "invoice",
        "status": "open",
        "amount_due": 5000,
        "currency": "pln",
        "billing_reason": "subscription_cycle",
        "attempt_count": 0,
        "next_payment_attempt": None,
        "hosted_invoice_url": None,
        "lines": {"data": [{"period": {"start": AT, "end": THEN}}]},
        "parent": {"subscription_details": {"subscription": "sub_1", "metadata": OURS}},
        "metadata": {},
    }
    return {**whole, **changed}


def reported(kind: str, **fields: Any) -> Any:
    return read_event(event(kind, **fields))


def test_a_plan_as_it_is() -> None:
    update = reported("customer.subscription.updated", **plan())
    assert isinstance(update, PlanReported)
    assert (update.reference, update.plan_id, update.item_id) == ("7KQ4-M2XF", "sub_1", "si_1")
    assert (update.amount, update.months, update.customer_id) == (Money(5000, "PLN"), 1, "cus_1")
    assert update.period_end == datetime.fromtimestamp(THEN, UTC)
    assert (update.ended_at, update.is_paused, update.ends_at) == (None, False, None)


@pytest.mark.parametrize(
    ("unit", "count", "months"), [("month", 1, 1), ("month", 3, 3), ("year", 1, 12), ("year", 2, 24)]
)
def test_months_between_collections(unit: str, count: int, months: int) -> None:
    whole = plan()
    whole["items"]["data"][0]["price"]["recurring"] = {"interval": unit, "interval_count": count}
    assert reported("customer.subscription.created", **whole).months == months


@pytest.mark.parametrize(
    ("status", "reason", "cause"),
    [
        ("canceled", "cancellation_requested", EndCause.ASKED),
        ("canceled", "payment_failed", EndCause.UNPAID),
        ("canceled", None, EndCause.ASKED),
        ("incomplete_expired", None, EndCause.NEVER_PAID),
    ],
)
def test_an_ended_plan_says_why(status: str, reason: str | None, cause: EndCause) -> None:
    ended = plan(status=status, ended_at=AT, cancellation_details={"reason": reason})
    update = reported("customer.subscription.deleted", **ended)
    assert (update.end_cause, update.ended_at) == (cause, datetime.fromtimestamp(AT, UTC))


def test_a_pause_and_an_end_to_come() -> None:
    paused = plan(pause_collection={"behavior": "void", "resumes_at": THEN}, cancel_at_period_end=True)
    update = reported("customer.subscription.updated", **paused)
    moment = datetime.fromtimestamp(THEN, UTC)
    assert (update.is_paused, update.paused_until, update.ends_at) == (True, moment, moment)


def test_words_of_one_second_are_ordered_by_how_far_the_plan_is() -> None:
    words = [plan(status="incomplete"), plan(), plan(status="canceled", ended_at=AT)]
    orders = [reported("customer.subscription.updated", **word).order for word in words]
    assert orders == sorted(orders)
    assert len(set(orders)) == 3


def test_an_instalment_is_ours_by_the_notes_on_its_plan() -> None:
    header = read_header(event("invoice.finalized", **invoice()))
    assert (header.installation, header.reference) == ("here", "7KQ4-M2XF")
    update = reported("invoice.finalized", **invoice())
    assert isinstance(update, InstalmentReported)
    assert (update.reference, update.plan_id, update.state) == ("7KQ4-M2XF", "sub_1", CollectionState.OPEN)
    assert (update.is_first, update.has_failed, update.attempts) == (False, False, 0)


@pytest.mark.parametrize(
    ("kind", "has_failed", "confirms"),
    [
        ("invoice.payment_failed", True, False),
        ("invoice.payment_action_required", True, True),
        ("invoice.finalized", False, False),
        ("invoice.voided", False, False),
    ],
)
def test_which_words_are_about_a_failure(kind: str, has_failed: bool, confirms: bool) -> None:
    update = reported(kind, **invoice(attempt_count=1))
    assert (update.has_failed, update.needs_confirmation) == (has_failed, confirms)


def test_the_period_is_that_of_the_line_that_ends_last() -> None:
    lines = {"data": [{"period": {"start": AT - 9, "end": AT}}, {"period": {"start": AT, "end": THEN}}]}
    assert reported("invoice.created", **invoice(lines=lines)).period[0] == datetime.fromtimestamp(AT, UTC)


def test_the_payment_of_an_instalment() -> None:
    paid = {"id": "inpay_1", "object": "invoice_payment", "invoice": "in_1", "amount_paid": 5000, "currency": "pln"}
    way = {"type": "payment_intent", "payment_intent": "pi_1"}
    update = reported("invoice_payment.paid", **paid, payment=way)
    assert update == InstalmentPaid("in_1", "pi_1", Money(5000, "PLN"), datetime.fromtimestamp(AT, UTC))
    assert reported("invoice_payment.paid", **paid, payment={"type": "payment_record"}) is None


def test_a_declined_collection_is_about_the_instalment_where_stripe_notes_it() -> None:
    error = {"code": "card_declined", "decline_code": "insufficient_funds"}
    payment = {"id": "pi_1", "object": "payment_intent", "last_payment_error": error}
    declined = reported("payment_intent.payment_failed", **payment, payment_details={"order_reference": "in_1"})
    assert isinstance(declined, InstalmentDeclined)
    assert (declined.invoice_id, declined.decline_code) == ("in_1", "insufficient_funds")
    single = reported("payment_intent.payment_failed", **payment, payment_details={"order_reference": "order 5"})
    assert not isinstance(single, InstalmentDeclined)


def test_a_card_without_its_number() -> None:
    card = {"brand": "visa", "last4": "4242", "exp_month": 4, "exp_year": 2030}
    method = {"id": "pm_1", "object": "payment_method", "customer": "cus_1", "type": "card", "card": card}
    described = reported("payment_method.automatically_updated", **method)
    assert isinstance(described, CardDescribed)
    assert (described.brand, described.last4, described.expires, described.is_renewed) == (
        "visa",
        "4242",
        (4, 2030),
        True,
    )
    assert reported("payment_method.attached", **{**method, "customer": None}) is None


def test_a_card_that_was_given() -> None:
    page = {"id": "cs_1", "object": "checkout.session", "mode": "setup", "setup_intent": "seti_1"}
    given_card = reported("checkout.session.completed", **page, metadata={**OURS, "change": "abc"})
    assert given_card == CardGiven("7KQ4-M2XF", "cs_1", "seti_1", "abc", datetime.fromtimestamp(AT, UTC))


@pytest.mark.parametrize("kind", ["invoice.created", "invoice.paid"])
def test_what_is_no_collection_of_ours_says_nothing(kind: str) -> None:
    assert reported(kind, **invoice(parent=None)) is None
    assert reported(kind, **invoice(amount_due=0)) is None


@pytest.mark.parametrize(
    ("kind", "broken"),
    [
        ("invoice.created", invoice(status="lost")),
        ("invoice.created", invoice(lines={"data": []})),
        ("invoice.created", invoice(lines={"data": [{"period": {"start": THEN, "end": AT}}]})),
        ("invoice.created", invoice(attempt_count=-1)),
        ("invoice.created", invoice(amount_due=None)),
        ("customer.subscription.updated", plan(items={"data": []})),
        ("customer.subscription.updated", plan(items={"data": [{}, {}]})),
        ("customer.subscription.updated", plan(cancel_at_period_end="no")),
        ("checkout.session.completed", {"id": "cs_1", "mode": "setup", "setup_intent": None}),
        ("invoice_payment.paid", {"payment": {"payment_intent": "pi_1"}, "invoice": None}),
    ],
)
def test_what_is_odd_is_told(kind: str, broken: dict[str, Any]) -> None:
    with pytest.raises(BadEvent):
        reported(kind, **broken)


WHOLE = {
    "customer.subscription.updated": plan(),
    "invoice.payment_failed": invoice(),
    "invoice_payment.paid": {
        "invoice": "in_1",
        "amount_paid": 1,
        "currency": "pln",
        "payment": {"payment_intent": "p"},
    },
    "payment_method.updated": {"id": "pm_1", "customer": "cus_1", "type": "card", "card": {"last4": "4242"}},
}
ODD = st.one_of(st.none(), st.booleans(), st.integers(), st.text(), st.lists(st.integers(), max_size=2), st.just({}))


@given(st.sampled_from([*WHOLE]), st.data())
def test_whatever_is_replaced_it_is_read_or_told_as_odd(kind: str, data: st.DataObject) -> None:
    broken = copy.deepcopy(WHOLE[kind])
    broken[data.draw(st.sampled_from([*broken]))] = data.draw(ODD)
    try:
        reported(kind, **broken)
    except BadEvent:
        return


def test_all_that_is_read_is_subscribed_to() -> None:
    assert set(PLAN_READERS) <= USED_TYPES
