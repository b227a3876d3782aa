"""Print a receipt as PDF outside any transaction, and store the bytes once."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from donations.core import outbox
from donations.core.database import session
from donations.core.outbox import Outside
from donations.receipts.events import ReceiptIssued, ReceiptPrinted, ReceiptVoided
from donations.receipts.models import ReceiptDocument
from donations.receipts.queries import receipt_by_id, void_note_of
from donations.receipts.snapshot import VoidNote

ORIGINAL = "original"
VOID = "void"


@dataclass(frozen=True, slots=True)
class PrintJob:
    """What is printed: a frozen snapshot, and the note that it is void."""

    snapshot: Mapping[str, Any]
    void: VoidNote | None


@dataclass(frozen=True, slots=True)
class Printed:
    """The PDF, and whether it shows a text in other letters than it was written in."""

    pdf: bytes
    is_transliterated: bool


def _prepare(event: ReceiptIssued | ReceiptVoided, kind: str) -> PrintJob | None:
    if session.get(ReceiptDocument, (event.receipt_id, kind)):
        return None
    receipt = receipt_by_id(event.receipt_id)
    return PrintJob(receipt.snapshot, void_note_of(receipt) if kind == VOID else None)


def _work(job: PrintJob) -> Printed:
    from donations.receipts.documents import printing_notes, render_receipt  # noqa: PLC0415 - loads the typesetter

    return Printed(render_receipt(job.snapshot, void=job.void), bool(printing_notes(job.snapshot)))


def _record(event: ReceiptIssued | ReceiptVoided, _job: PrintJob, printed: Printed, kind: str) -> None:
    if session.get(ReceiptDocument, (event.receipt_id, kind)):
        return
    document = ReceiptDocument(
        receipt_id=event.receipt_id,
        kind=kind,
        pdf=printed.pdf,
        sha256=hashlib.sha256(printed.pdf).hexdigest(),
        is_transliterated=printed.is_transliterated,
    )
    session.add(document)
    session.flush()
    if kind == ORIGINAL:
        outbox.record(ReceiptPrinted(event.receipt_id))


PRINT_ORIGINAL = Outside(partial(_prepare, kind=ORIGINAL), _work, partial(_record, kind=ORIGINAL))
PRINT_VOID = Outside(partial(_prepare, kind=VOID), _work, partial(_record, kind=VOID))
