"""Invariants that SQL cannot check: the stored bytes are still what their digests say."""

import hashlib
from collections.abc import Callable, Mapping

from sqlalchemy import select

from donations.core.database import session
from donations.core.sealed import SealedText
from donations.payments.models import ProviderEvent
from donations.receipts.models import Receipt, ReceiptDocument

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


DEEP_CHECKS: Mapping[str, Callable[[], list[str]]] = {
    "Every stored document is the one that was printed": changed_documents,
    "Every stored event is the one that was sent": changed_events,
}
