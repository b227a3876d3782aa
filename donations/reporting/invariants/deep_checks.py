"""Invariants that SQL cannot check: stored bytes against their digests, a receipt's words against its columns."""

import hashlib
from collections.abc import Callable, Mapping

from sqlalchemy import select

from donations.core.database import session
from donations.core.tokens import SealedText
from donations.giving.models import Payment
from donations.payments.models import ProviderEvent
from donations.receipts.models import Receipt, ReceiptClaim, ReceiptDocument
from donations.staff.audit_trail import GENESIS, AuditEntry, hash_of

_AT_ONCE = 200


def changed_documents() -> list[str]:
    """Numbers of receipts whose PDF no longer matches its digest."""
    stored = select(Receipt.number, ReceiptDocument.pdf, ReceiptDocument.sha256).join(
        Receipt, Receipt.id == ReceiptDocument.receipt_id
    )
    rows = session.execute(stored.execution_options(yield_per=_AT_ONCE))
    return [number for number, pdf, digest in rows if hashlib.sha256(pdf).hexdigest() != digest]


def changed_events() -> list[str]:
    """Ids of events whose body no longer matches its digest. Forgotten bodies are gone on purpose."""
    stored = select(ProviderEvent.provider_event_id, SealedText.salt, SealedText.text, ProviderEvent.body_digest).join(
        SealedText, SealedText.id == ProviderEvent.body_id
    )
    rows = session.execute(stored.execution_options(yield_per=_AT_ONCE))
    return [name for name, salt, body, digest in rows if hashlib.sha256(salt + body.encode()).hexdigest() != digest]


def misworded_receipts() -> list[str]:
    """Numbers of receipts that print another number or amount than they were issued with."""
    issued = select(Receipt.number, Receipt.amount_minor, Receipt.currency, Receipt.snapshot)
    rows = session.execute(issued.execution_options(yield_per=_AT_ONCE))
    return [
        number
        for number, minor, currency, words in rows
        if (words["number"], words["money"]) != (number, {"minor": minor, "currency": currency})
    ]


def receipts_of_another_payment() -> list[str]:
    """Numbers of valid receipts that do not name the payment of their donation."""
    paid = select(Receipt.number, Receipt.snapshot, Payment.provider_payment_id).join(
        ReceiptClaim, ReceiptClaim.receipt_id == Receipt.id
    )
    of_donation = paid.join(Payment, Payment.donation_id == ReceiptClaim.donation_id)
    taken = of_donation.where(Payment.succeeded_at.is_not(None))
    rows = session.execute(taken.execution_options(yield_per=_AT_ONCE))
    return [
        number
        for number, words, payment_id in rows
        if {"payment_reference": payment_id}.items() - {row["key"]: row["value"] for row in words["facts"]}.items()
    ]


def broken_audit_trail() -> list[str]:
    """Where the chain of the audit trail is not whole: a row changed, missing or added between, or its text changed."""
    stored = select(AuditEntry, SealedText.salt, SealedText.text).outerjoin(
        SealedText, SealedText.id == AuditEntry.sealed_id
    )
    rows = session.execute(stored.order_by(AuditEntry.sequence).execution_options(yield_per=_AT_ONCE))
    broken, expected, previous = [], 1, GENESIS
    for entry, salt, body in rows:
        is_whole = (entry.sequence, entry.previous_hash, entry.hash) == (expected, previous, hash_of(entry))
        if not (is_whole and _is_own_text(entry, salt, body)):
            broken.append(str(entry.sequence))
        expected, previous = entry.sequence + 1, entry.hash
    return broken


def _is_own_text(entry: AuditEntry, salt: bytes | None, body: str | None) -> bool:
    """Whether it is what the digest was made of; a forgotten text is gone on purpose."""
    if salt is None or body is None:
        return True
    return hashlib.sha256(salt + body.encode()).hexdigest() == entry.digest


DEEP_CHECKS: Mapping[str, Callable[[], list[str]]] = {
    "Every stored document is the one that was printed": changed_documents,
    "Every stored event is the one that was sent": changed_events,
    "Every receipt prints the number and the amount it was issued with": misworded_receipts,
    "Every receipt that stands names the payment of its gift": receipts_of_another_payment,
    "The chain of the audit trail is whole": broken_audit_trail,
}
