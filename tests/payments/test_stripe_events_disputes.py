"""What Stripe's events say of disputes, and of refunds that were asked for here."""

from datetime import UTC, datetime
from typing import Any

import pytest

from donations.core.money import Money
from donations.payments.stripe_events import read_event
from donations.payments.stripe_fields import BadEvent
from donations.payments.updates import DisputeReported, DisputeStatus, RefundReported

AT, DUE = datetime(2026, 11, 20, 12, 0, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)


def reported(kind: str, **body: Any) -> Any:
    usual = {"id": "du_1", "object": "dispute", "payment_intent": "pi_1", "amount": 5000, "currency": "pln"}
    usual |= {"status": "needs_response", "reason": "fraudulent", "metadata": {}}
    usual |= {"evidence_details": {"due_by": int(DUE.timestamp())}}
    about = {"object": {key: value for key, value in (usual | body).items() if value is not ...}}
    return read_event({"id": "evt_1", "object": "event", "created": int(AT.timestamp()), "type": kind, "data": about})


def test_a_dispute_says_how_much_why_and_until_when() -> None:
    assert reported("charge.dispute.created") == DisputeReported(
        reference=None,
        dispute_id="du_1",
        payment_id="pi_1",
        amount=Money(5000, "PLN"),
        status=DisputeStatus.OPEN,
        reason="fraudulent",
        evidence_due_at=DUE,
        at=AT,
    )


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("warning_needs_response", DisputeStatus.INQUIRY),
        ("warning_under_review", DisputeStatus.INQUIRY),
        ("warning_closed", DisputeStatus.WON),
        ("prevented", DisputeStatus.WON),
        ("under_review", DisputeStatus.OPEN),
        ("won", DisputeStatus.WON),
        ("lost", DisputeStatus.LOST),
        ("appeal_needs_response", DisputeStatus.LOST),
        ("appeal_under_review", DisputeStatus.LOST),
    ],
)
@pytest.mark.parametrize("kind", ["updated", "closed", "funds_withdrawn", "funds_reinstated"])
def test_every_word_of_stripe_is_one_of_ours(kind: str, written: str, read: DisputeStatus) -> None:
    assert reported(f"charge.dispute.{kind}", status=written).status is read


def test_without_a_deadline_there_is_none() -> None:
    assert reported("charge.dispute.created", evidence_details={"due_by": None}).evidence_due_at is None
    assert reported("charge.dispute.created", evidence_details=None).evidence_due_at is None


def test_a_dispute_of_a_charge_without_a_payment_is_none_of_ours() -> None:
    assert reported("charge.dispute.created", payment_intent=None) is None


@pytest.mark.parametrize(
    "odd",
    [
        {"status": "no such word"},
        {"amount": 0},
        {"reason": ...},
        {"evidence_details": {"due_by": "soon"}},
        {"id": "du 1"},
    ],
)
def test_an_odd_dispute_is_no_dispute(odd: dict[str, Any]) -> None:
    with pytest.raises(BadEvent):
        reported("charge.dispute.created", **odd)


def test_a_refund_asked_for_here_carries_our_mark() -> None:
    refund = reported("refund.created", id="re_1", object="refund", status="succeeded", metadata={"refund": "our-row"})
    assert isinstance(refund, RefundReported)
    assert refund.our_id == "our-row"
