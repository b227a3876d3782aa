"""A summary of donations in its final words, frozen for printing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from donations.core import clock
from donations.core.database import session
from donations.core.errors import Refused
from donations.core.installation import Mode, installation
from donations.core.money import Money
from donations.core.wording import gettext_in, in_language, ngettext_in
from donations.funds.models import Fund
from donations.giving.models import Donation
from donations.giving.states import DonationStatus
from donations.organisation.queries import the_organisation
from donations.receipts.issue_receipt import address_lines
from donations.receipts.models import Receipt, ReceiptClaim
from donations.receipts.packs.pack import WATERMARKS
from donations.receipts.printable import long_day
from donations.receipts.snapshot import donor_block, issuer_block, issuer_of
from donations.search.models import ListedDonation
from donations.supporters.models import Supporter


@dataclass(frozen=True, slots=True)
class Span:
    """Whole days in the organisation's zone, both ends included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise Refused("The first day comes after the last one.")


@dataclass(frozen=True, slots=True)
class DonationLine:
    """One donation; `refunded` is what has gone back of it."""

    day: date
    fund: str
    amount: Money
    refunded: Money | None
    receipt_number: str
    reference: str


@dataclass(frozen=True, slots=True)
class Total:
    """All donations of one currency."""

    donations: int
    given: Money
    refunded: Money

    @property
    def kept(self) -> Money:
        """What stayed with the foundation."""
        return self.given - self.refunded


@dataclass(frozen=True, slots=True)
class SpanOfDonations:
    """Oldest first; a total for each currency."""

    span: Span
    lines: Sequence[DonationLine]
    totals: Sequence[Total]


def donations_in_span(supporter_id: UUID, span: Span, language: str) -> SpanOfDonations:
    """Only donations that count. In one question."""
    listed, organisation = ListedDonation, the_organisation()
    statement = (
        select(listed, Donation.reference, Receipt.number, Fund.name)
        .join(Donation, Donation.id == listed.donation_id)
        .outerjoin(Fund, Fund.id == listed.fund_id)
        .outerjoin(ReceiptClaim, ReceiptClaim.donation_id == listed.donation_id)
        .outerjoin(Receipt, Receipt.id == ReceiptClaim.receipt_id)
        .where(Donation.supporter_id == supporter_id, Donation.status == DonationStatus.SETTLED)
        .where(listed.day >= span.first, listed.day <= span.last)
        .order_by(listed.day, listed.position)
    )
    lines = [
        DonationLine(
            day=row.day,
            fund=in_language(fund or {}, language, organisation.default_language),
            amount=row.amount,
            refunded=Money(row.refunded_minor, row.currency) if row.refunded_minor else None,
            receipt_number=number or "",
            reference=reference,
        )
        for row, reference, number, fund in session.execute(statement)
    ]
    return SpanOfDonations(span, lines, _totals(lines))


def _totals(lines: Sequence[DonationLine]) -> list[Total]:
    totals: dict[str, Total] = {}
    for line in lines:
        zero = Money(0, line.amount.currency)
        so_far = totals.get(zero.currency, Total(0, zero, zero))
        given, refunded = so_far.given + line.amount, so_far.refunded + (line.refunded or zero)
        totals[zero.currency] = Total(so_far.donations + 1, given, refunded)
    return [totals[currency] for currency in sorted(totals)]


def content_of(donations: SpanOfDonations, supporter: Supporter, language: str) -> dict[str, Any]:
    """All texts of the document, JSON-able."""
    organisation, mode = the_organisation(), installation().mode
    issuer = issuer_block(issuer_of(organisation), language)
    is_trial = mode != Mode.LIVE
    today = clock.local_date(clock.now(), organisation.zone)
    span = {"first": long_day(donations.span.first, language), "last": long_day(donations.span.last, language)}
    return {
        "language": language,
        "title": gettext_in(language, "Summary of gifts"),
        "period": gettext_in(language, "from %(first)s to %(last)s", **span),
        "issued_on": today.isoformat(),
        "issued": gettext_in(language, "Made on %(day)s", day=long_day(today, language)),
        "issuer": issuer,
        "supporter": donor_block(supporter.name, address_lines(supporter.address), language),
        "labels": _labels(language),
        "rows": [_row(line, language) for line in donations.lines],
        "totals": [_total(total, language) for total in donations.totals],
        "notes": _notes(language, issuer["legal_name"]),
        "watermark": WATERMARKS[mode][language].split("\n") if is_trial else [],
        "warning": gettext_in(language, "Made on trial: no money was given.") if is_trial else None,
    }


def _labels(language: str) -> dict[str, str]:
    texts = {
        "supporter": gettext_in(language, "Supporter"),
        "issuer": gettext_in(language, "Recipient"),
        "gifts": gettext_in(language, "Gifts"),
        "totals": gettext_in(language, "In all"),
        "day": gettext_in(language, "Received on"),
        "fund": gettext_in(language, "For"),
        "receipt": gettext_in(language, "Receipt"),
        "amount": gettext_in(language, "Amount"),
        "refunded": gettext_in(language, "Returned"),
        "given": gettext_in(language, "Given"),
        "kept": gettext_in(language, "Remains"),
        "none": gettext_in(language, "No gift was received in this time."),
        "page": gettext_in(language, "Page"),
    }
    return {name: str(text) for name, text in texts.items()}


def _row(line: DonationLine, language: str) -> dict[str, str]:
    return {
        "day": long_day(line.day, language),
        "fund": line.fund or gettext_in(language, "several funds"),
        "receipt": line.receipt_number,
        "amount": line.amount.format(language),
        "refunded": line.refunded.format(language) if line.refunded else "",
    }


def _total(total: Total, language: str) -> dict[str, str]:
    return {
        "gifts": ngettext_in(language, "%(num)d gift", "%(num)d gifts", total.donations),
        "given": total.given.format(language),
        "refunded": total.refunded.format(language) if total.refunded else "",
        "kept": total.kept.format(language),
    }


def _notes(language: str, issuer: str) -> list[str]:
    return [
        gettext_in(language, "This is a summary, not a receipt: each gift has a receipt of its own."),
        gettext_in(language, "It tells what %(issuer)s has in its books on the day it was made.", issuer=issuer),
    ]
