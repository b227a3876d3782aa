"""What happened to a donation, oldest first, as facts without words: the web tells them in the reader's language."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from donations.giving.by_hand.record_donation import NO_FORM
from donations.giving.desk_models import PaymentCancel
from donations.giving.disputes import Dispute
from donations.giving.models import Refund
from donations.mail.models import Letter
from donations.payments.updates import DisputeStatus, RefundStatus
from donations.reporting.donation_page.facts import DonationFacts, IssuedReceipt, Said, Step
from donations.staff.audit_trail import AuditLine

_GOES_ON = (DisputeStatus.INQUIRY, DisputeStatus.OPEN)
# Acts that a fact of their own tells already.
_TOLD_ELSEWHERE = frozenset(
    {
        "donation.recorded",
        "donation.accepted",
        "donation.rejected",
        "donation.refund_requested",
        "donation.refund_recorded",
    }
)


class Happened(StrEnum):
    """What an entry tells."""

    BECAME = "became"  # another state: was, became
    DECLINED = "declined"  # a try to pay: code
    RECORDED = "recorded"  # by hand: amount, method, day, note
    HELD = "held"  # the money is not what was asked for: reason, amount
    REVIEWED = "reviewed"  # decision, note
    REFUND_REQUESTED = "refund_asked"  # amount, reason, day of a refund by hand
    REFUND_REPORTED = "refund_told"  # amount, status, code
    CANCEL_REPORTED = "cancel_told"  # what the provider answered when it was to stop a payment: refusal
    DISPUTED = "disputed"  # amount, reason, due, status
    DISPUTE_ENDED = "dispute_ended"  # amount, status
    RECEIPT_ISSUED = "receipt_issued"  # number, amount
    RECEIPT_VOIDED = "receipt_voided"  # number, reason
    LETTER = "letter"  # kind, to, state, problem, is_again
    ACT = "act"  # action, reason, changes


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened, with what there is to say about it; by whom, or because of which event."""

    at: datetime
    kind: Happened
    details: dict[str, Any] = field(default_factory=dict)
    by: UUID | None = None
    event_id: UUID | None = None
    event_type: str | None = None


def timeline(facts: DonationFacts) -> list[Entry]:
    """Newest last; of one moment in the order in which things follow from each other."""
    entries = [
        *_beginning(facts),
        *_review(facts),
        *(entry for row in facts.refunds for entry in _refund(row, facts.said.get(row.provider_refund_id or "", []))),
        *(_cancel(row, row.answered_at) for row in facts.cancels if row.answered_at),
        *(entry for row in facts.disputes for entry in _dispute(row, facts.said.get(row.provider_dispute_id, []))),
        *(entry for issued in facts.receipts for entry in _receipt(issued)),
        *(letter_entry(letter) for letter in facts.letters),
        *(act_entry(line) for line in facts.acts if line.entry.action not in _TOLD_ELSEWHERE),
    ]
    return sorted(entries, key=lambda entry: entry.at)


def _beginning(facts: DonationFacts) -> Iterator[Entry]:
    if record := facts.record:
        details = {
            "amount": facts.donation.amount,
            "method": record.method,
            "day": record.received_on,
            "note": record.note,
        }
        yield Entry(record.recorded_at, Happened.RECORDED, details, by=record.recorded_by)
    else:
        has_form = facts.donation.privacy_version != NO_FORM
        yield from (_step(step) for step in facts.steps if has_form or step.was or step.became is None)


def _step(step: Step) -> Entry:
    because = {"event_id": step.event_id, "event_type": step.event_type}
    if step.became is None:
        return Entry(step.at, Happened.DECLINED, {"code": step.code}, **because)  # type: ignore[arg-type]  # by name
    return Entry(step.at, Happened.BECAME, {"was": step.was, "became": step.became}, **because)  # type: ignore[arg-type]  # by name


def _review(facts: DonationFacts) -> Iterator[Entry]:
    review, payment = facts.review, facts.payment
    reason = review.held_reason if review else facts.donation.held_reason
    if reason and payment:
        yield Entry(payment.first_heard_at, Happened.HELD, {"reason": reason, "amount": payment.amount})
    if review:
        yield Entry(review.at, Happened.REVIEWED, {"decision": review.decision, "note": review.note}, by=review.by)


def _refund(refund: Refund, said: list[Said]) -> Iterator[Entry]:
    """Every state the provider told; the present one from the row, when its answer to us told it first."""
    if refund.requested_at:
        details = {"amount": refund.amount, "reason": refund.reason, "day": refund.bank_date}
        yield Entry(refund.requested_at, Happened.REFUND_REQUESTED, details, by=refund.requested_by)
    for each in said:
        details = {"amount": refund.amount, "status": each.status, "code": each.code}
        at = max(each.at, refund.first_heard_at)  # the provider's clock counts whole seconds
        yield Entry(at, Happened.REFUND_REPORTED, details, event_id=each.event_id, event_type=each.event_type)
    is_told = refund.status in {RefundStatus.REQUESTED, *(each.status for each in said)}
    if refund.reported_at and not is_told and not refund.bank_date:
        details = {"amount": refund.amount, "status": refund.status, "code": refund.failure_reason}
        yield Entry(max(refund.reported_at, refund.first_heard_at), Happened.REFUND_REPORTED, details)


def _cancel(statement: PaymentCancel, at: datetime) -> Entry:
    """A payment was to be stopped; who wanted it is told by the audit trail."""
    return Entry(at, Happened.CANCEL_REPORTED, {"refusal": statement.refusal})


def _dispute(dispute: Dispute, said: list[Said]) -> Iterator[Entry]:
    """Every state the provider told; from the row what its events, perhaps forgotten, no longer tell."""
    begun = dispute.first_heard_at
    if not any(each.status in _GOES_ON for each in said):
        yield Entry(begun, Happened.DISPUTED, {**_claim(dispute), "status": dispute.status})
    for each in said:
        because = {"event_id": each.event_id, "event_type": each.event_type}
        if each.status in _GOES_ON:
            yield Entry(max(each.at, begun), Happened.DISPUTED, {**_claim(dispute), "status": each.status}, **because)  # type: ignore[arg-type]  # by name
        else:
            ended = {"amount": dispute.amount, "status": each.status}
            yield Entry(max(each.at, begun), Happened.DISPUTE_ENDED, ended, **because)  # type: ignore[arg-type]  # by name
    if dispute.status not in {*_GOES_ON, *(each.status for each in said)}:
        ended = {"amount": dispute.amount, "status": dispute.status}
        yield Entry(max(dispute.reported_at, begun), Happened.DISPUTE_ENDED, ended)


def _claim(dispute: Dispute) -> dict[str, Any]:
    return {"amount": dispute.amount, "reason": dispute.reason, "due": dispute.evidence_due_at}


def _receipt(issued: IssuedReceipt) -> Iterator[Entry]:
    receipt, void = issued.receipt, issued.void
    details = {"number": receipt.number, "id": receipt.id, "amount": receipt.amount}
    yield Entry(receipt.issued_at, Happened.RECEIPT_ISSUED, details)
    if void:
        yield Entry(
            void.at, Happened.RECEIPT_VOIDED, {"number": receipt.number, "id": receipt.id, "reason": void.reason}
        )


def letter_entry(letter: Letter) -> Entry:
    """A letter that was written, and what became of it."""
    details = {
        "letter": letter.kind,
        "to": letter.recipient_email,
        "state": letter.state,
        "problem": letter.problem,
        "is_again": letter.resend_of_id is not None,
    }
    return Entry(letter.sent_at or letter.written_at, Happened.LETTER, details)


def act_entry(line: AuditLine) -> Entry:
    """What somebody at the desk did."""
    details = {"action": line.entry.action, "reason": line.reason, "changes": line.changes}
    return Entry(line.entry.at, Happened.ACT, details, by=line.entry.staff_id)
