"""The receipts of made-up donations: numbered without a gap, void where money went back, with one page in place of
a print.
Printing a million PDFs takes hours; the snapshot is complete, and a page says that nothing was printed.
"""

import dataclasses
import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from random import Random
from typing import Any, NamedTuple

from sqlalchemy import select

from donations.core import clock
from donations.core.database import lock_words, session
from donations.core.money import Money
from donations.demo.donation_rows import DonationRows, Rows, reference_of
from donations.demo.donations import MadeUpDonation
from donations.demo.snapshots import Snapshots, Written
from donations.demo.store import id_at
from donations.organisation.queries import the_organisation
from donations.receipts.issue_receipt import series_of
from donations.receipts.mail_receipt import DONATION_REFUNDED, RECEIPT_REPLACED, THANK_YOU
from donations.receipts.models import ReceiptSeries
from donations.receipts.states import VoidReason
from donations.receipts.void_receipt import THE_SERVICE

COLUMNS = {
    "receipt": (
        "id series year sequence number check_code amount_minor currency language issued_on issued_at replaces_id "
        "snapshot"
    ),
    "receipt_gift": "id receipt_id donation_id amount_minor currency",
    "receipt_claim": "donation_id receipt_id",
    "receipt_void": "receipt_id reason by at",
    "receipt_document": "receipt_id kind pdf sha256 is_transliterated rendered_at",
}
_PAGE = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 420 80]/Contents 4 0 R/Resources<</Font<</F<</Type/Font\
/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj
4 0 obj<</Length 66>>stream
BT /F 12 Tf 20 40 Td (Made-up gift: this receipt was not printed.) Tj ET
endstream endobj
trailer<</Root 1 0 R>>
"""
_DIGEST = hashlib.sha256(_PAGE).hexdigest()


class Issued(NamedTuple):
    """What a later receipt of the same donation refers to."""

    receipt_id: str
    number: str


class ReceiptRows:
    """Issues receipts in the order of the donations."""

    def __init__(self, random: Random, rows_of: DonationRows, snapshots: Snapshots, fund_names: Sequence[Any]):
        self.store, self.random, self.rows_of, self.snapshots = rows_of.store, random, rows_of, snapshots
        organisation = the_organisation()
        self.zone, self.fund_names, self.series = organisation.zone, fund_names, series_of(organisation)
        self.last: Counter[int] = Counter()
        self.to_print: list[str] | None = None  # where they are to be printed in earnest: their ids
        self.read_counters()

    def read_counters(self) -> None:
        """What the last numbers are now; nobody else counts on until the transaction ends."""
        lock_words("receipt series of made-up gifts")
        counted = session.execute(select(ReceiptSeries.year, ReceiptSeries.last_sequence).filter_by(series=self.series))
        self.last = Counter({year: last for year, last in counted})  # noqa: C416 - rows are no pairs to mypy

    def add(self, donation: MadeUpDonation, donation_id: str, rows: Rows) -> None:
        """One receipt and its letter; after money went back it is void, and another may stand for what is left."""
        first = self._issue(donation, donation_id, donation.amount, None, rows)
        self._mail(donation, THANK_YOU, donation_id, first, rows)
        valid = self._replace(donation, donation_id, first, rows) if donation.gone else first
        if valid:
            rows["receipt_claim"].append((donation_id, valid.receipt_id))

    def _replace(self, donation: MadeUpDonation, donation_id: str, first: Issued, rows: Rows) -> Issued | None:
        left, at = (
            Money(donation.amount.minor - donation.gone, donation.amount.currency),
            self.store.moment(donation.gone_at),
        )
        reason = VoidReason.PARTLY_REFUNDED if left else VoidReason.REFUNDED
        rows["receipt_void"].append((first.receipt_id, reason.value, THE_SERVICE, at))
        self._print(first.receipt_id, "void", at, rows)
        valid = self._issue(donation, donation_id, left, first, rows) if left else None
        details = valid or first
        self._mail(donation, RECEIPT_REPLACED if valid else DONATION_REFUNDED, details.receipt_id, details, rows)
        return valid

    def _mail(self, donation: MadeUpDonation, kind: str, subject_id: str, about: Issued, rows: Rows) -> None:
        at = donation.ended_at if kind == THANK_YOU else donation.gone_at
        rows["letter"].append(self.rows_of.letter(donation, kind, subject_id, about.receipt_id, at))

    def write_counters(self) -> None:
        """The last number of each year."""
        for year, last in self.last.items():
            counter = session.get(ReceiptSeries, (self.series, year)) or ReceiptSeries(series=self.series, year=year)
            counter.last_sequence = last
            session.add(counter)
        session.flush()

    def _issue(
        self, donation: MadeUpDonation, donation_id: str, amount: Money, replaces: Issued | None, rows: Rows
    ) -> Issued:
        at = donation.gone_at if replaces else donation.ended_at
        receipt_id, moment = id_at(at, self.random), self.store.moment(at)
        year, sequence, number = self._number(donation.ended_at)
        issued = Issued(receipt_id, number)
        issued_on, code = clock.local_date(at, self.zone), reference_of(self.rows_of.number_of(donation) ^ 0x5EED)
        replaced = replaces.receipt_id if replaces else None
        written = self._written(donation, amount, issued, code)
        written = dataclasses.replace(written, day=issued_on, replaces=replaces.number if replaces else None)
        language = donation.person.language
        snapshot = self.snapshots.text(language, donation.method, self.fund_names[donation.fund][language], written)
        rows["receipt"].append(
            (
                *(receipt_id, self.series, year, sequence, number, code, amount.minor, amount.currency),
                *(language, issued_on.isoformat(), moment, replaced, snapshot),
            )
        )
        donation_row = (id_at(at, self.random), receipt_id, donation_id, amount.minor, amount.currency)
        rows["receipt_gift"].append(donation_row)
        self._print(receipt_id, "original", moment, rows)
        return issued

    def _number(self, received_at: datetime) -> tuple[int, int, str]:
        year = clock.local_date(received_at, self.zone).year
        self.last[year] += 1
        return year, self.last[year], f"{self.series}/{year}/{self.last[year]:06d}"

    def _written(self, entry: MadeUpDonation, amount: Money, issued: Issued, code: str) -> Written:
        return Written(
            number=issued.number,
            replaces=None,
            day=entry.ended_at.date(),
            name=entry.person.name,
            amount=amount,
            reference=reference_of(self.rows_of.number_of(entry)),
            payment=self.rows_of.payment_reference(entry),
            code=code,
        )

    def _print(self, receipt_id: str, kind: str, moment: str, rows: Rows) -> None:
        if self.to_print is not None:
            self.to_print.append(receipt_id)
            return
        rows["receipt_document"].append((receipt_id, kind, _PAGE, _DIGEST, 0, moment))
