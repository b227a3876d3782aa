"""Printed outside any transaction, stored once: also when two workers print the same receipt."""

import hashlib
from io import BytesIO

import pypdf
import pytest
from sqlalchemy import select

from donations.core.database import session, transaction
from donations.core.outbox import Owed
from donations.receipts.events import ReceiptIssued, ReceiptVoided
from donations.receipts.models import ReceiptDocument
from donations.receipts.print_receipt import PRINT_ORIGINAL, PRINT_VOID, Printed
from donations.receipts.queries import receipt_by_id
from donations.receipts.states import VoidReason
from donations.receipts.void_receipt import void_receipt
from tests.receipts.settled_donations import issue_for, settled
from tests.story import Story

FIRST = Printed(b"first", is_transliterated=False)


@pytest.fixture
def issued(story: Story) -> ReceiptIssued:
    settled(story, "ann")
    with story.inside(), transaction():
        return ReceiptIssued(issue_for("ann").id)


def letters_owed() -> int:
    return len(session.scalars(select(Owed).where(Owed.reaction == "write receipt letter")).all())


def test_two_prints_of_one_receipt_store_the_first_and_owe_one_letter(story: Story, issued: ReceiptIssued) -> None:
    with story.inside():
        jobs = [PRINT_ORIGINAL.prepare(issued) for _ in range(2)]
        session.rollback()
        for job, pdf in zip(jobs, (FIRST, Printed(b"second", is_transliterated=False)), strict=True):
            with transaction():
                PRINT_ORIGINAL.record(issued, job, pdf)
        document = session.scalars(select(ReceiptDocument)).one()
        assert (document.pdf, document.sha256) == (FIRST.pdf, hashlib.sha256(FIRST.pdf).hexdigest())
        assert letters_owed() == 1
        assert PRINT_ORIGINAL.prepare(issued) is None


def test_the_void_copy_says_void_and_brings_no_letter(story: Story, issued: ReceiptIssued) -> None:
    with story.inside():
        with transaction():
            PRINT_ORIGINAL.record(issued, None, FIRST)
            void_receipt(receipt_by_id(issued.receipt_id), VoidReason.REFUNDED)
        before = letters_owed()
        told = ReceiptVoided(issued.receipt_id)
        job = PRINT_VOID.prepare(told)
        session.rollback()
        printed = PRINT_VOID.work(job)
        with transaction():
            PRINT_VOID.record(told, job, printed)
        words = pypdf.PdfReader(BytesIO(printed.pdf)).pages[0].extract_text()
        assert "VOID" in words.upper()
        assert letters_owed() == before
