"""Print a receipt as PDF outside any transaction, and store the bytes once."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from donations.core import clock, outbox
from donations.core.database import session
from donations.core.outbox import Outside
from donations.organisation.queries import the_organisation
from donations.receipts.events import ReceiptIssued, ReceiptPrinted, ReceiptVoided
from donations.receipts.facts import VoidNote
from donations.receipts.models import ReceiptDocument
from donations.receipts.queries import receipt_by_id, replacement_of, void_of

ORIGINAL = "original"
VOID = "void"


@dataclass(frozen=True, slots=True)
class PrintJob:
    """What is printed: a frozen snapshot, and the note that it is void."""

    snapshot: Mapping[str, Any]
    void: VoidNote | None


def _prepare(event: ReceiptIssued | ReceiptVoided, kind: str) -> PrintJob | None:
    if session.get(ReceiptDocument, (event.receipt_id, kind)):
        return None
    receipt = receipt_by_id(event.receipt_id)
    return PrintJob(receipt.snapshot, _void_note(event.receipt_id) if kind == VOID else None)


def _void_note(receipt_id: UUID) -> VoidNote | None:
    receipt = receipt_by_id(receipt_id)
    void, replacement = void_of(receipt), replacement_of(receipt)
    if void is None:
        return None
    voided_on = clock.local_date(void.at, the_organisation().zone)
    return VoidNote(voided_on, replacement.number if replacement else None)


def _work(job: PrintJob) -> bytes:
    from donations.receipts.documents import render_receipt  # noqa: PLC0415 - the typesetter is loaded where it prints

    return render_receipt(job.snapshot, void=job.void)


def _record(event: ReceiptIssued | ReceiptVoided, _job: PrintJob, pdf: bytes, kind: str) -> None:
    if session.get(ReceiptDocument, (event.receipt_id, kind)):
        return
    digest = hashlib.sha256(pdf).hexdigest()
    session.add(ReceiptDocument(receipt_id=event.receipt_id, kind=kind, pdf=pdf, sha256=digest))
    session.flush()
    if kind == ORIGINAL:
        outbox.record(ReceiptPrinted(event.receipt_id))


PRINT_ORIGINAL = Outside(partial(_prepare, kind=ORIGINAL), _work, partial(_record, kind=ORIGINAL))
PRINT_VOID = Outside(partial(_prepare, kind=VOID), _work, partial(_record, kind=VOID))
