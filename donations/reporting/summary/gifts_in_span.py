"""The gifts of one supporter that were received in a span of days, and what they add up to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from donations.core.database import session
from donations.core.errors import Refused
from donations.core.money import Money
from donations.core.wording import in_language
from donations.funds.models import Fund
from donations.giving.models import Donation
from donations.giving.states import DonationStatus
from donations.organisation.queries import the_organisation
from donations.receipts.models import Receipt, ReceiptClaim
from donations.reporting.listing.models import ListedDonation


@dataclass(frozen=True, slots=True)
class Span:
    """Whole days in the organisation's zone, both ends included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise Refused("The first day comes after the last one.")


@dataclass(frozen=True, slots=True)
class GiftLine:
    """One gift; `refunded` is what has gone back of it."""

    day: date
    fund: str
    amount: Money
    refunded: Money | None
    receipt_number: str
    reference: str


@dataclass(frozen=True, slots=True)
class Total:
    """All gifts of one currency."""

    gifts: int
    given: Money
    refunded: Money

    @property
    def kept(self) -> Money:
        """What stayed with the foundation."""
        return self.given - self.refunded


@dataclass(frozen=True, slots=True)
class SpanOfGifts:
    """Oldest first; a total for each currency."""

    span: Span
    lines: Sequence[GiftLine]
    totals: Sequence[Total]


def gifts_in_span(supporter_id: UUID, span: Span, language: str) -> SpanOfGifts:
    """Only gifts that count. In one question."""
    listed, organisation = ListedDonation, the_organisation()
    asked = (
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
        GiftLine(
            day=row.day,
            fund=in_language(fund or {}, language, organisation.default_language),
            amount=row.amount,
            refunded=Money(row.refunded_minor, row.currency) if row.refunded_minor else None,
            receipt_number=number or "",
            reference=reference,
        )
        for row, reference, number, fund in session.execute(asked)
    ]
    return SpanOfGifts(span, lines, _totals(lines))


def _totals(lines: Sequence[GiftLine]) -> list[Total]:
    totals: dict[str, Total] = {}
    for line in lines:
        zero = Money(0, line.amount.currency)
        so_far = totals.get(zero.currency, Total(0, zero, zero))
        given, refunded = so_far.given + line.amount, so_far.refunded + (line.refunded or zero)
        totals[zero.currency] = Total(so_far.gifts + 1, given, refunded)
    return [totals[currency] for currency in sorted(totals)]
