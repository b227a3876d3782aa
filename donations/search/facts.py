"""What the list says of donations, read from the donations themselves."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, case, func, select
from sqlalchemy.orm import InstrumentedAttribute

from donations.core import clock
from donations.core.currencies import exponent
from donations.core.database import session
from donations.core.money import Money
from donations.giving.balances import DISPUTED_MINOR
from donations.giving.desk_models import ManualRecord
from donations.giving.disputes import Dispute
from donations.giving.models import Allocation, Donation, Payment, Refund
from donations.giving.queries import is_unreviewed
from donations.giving.states import DonationStatus, Frequency
from donations.organisation.queries import find_organisation
from donations.payments.updates import DisputeStatus, RefundStatus
from donations.search import search_index as terms
from donations.search.models import NO_CAMPAIGN, NO_FUND

_DECIMALS_OF_SIZE = 3


def facts_of(donation_ids: Sequence[UUID]) -> list[dict[str, Any]]:
    """One row for each donation, its moment as `at`, without a position; in the order of their ids."""
    organisation = find_organisation()
    zone = organisation.zone if organisation else "UTC"
    return [_listed(row, zone) for row in session.execute(_sources().where(Donation.id.in_(donation_ids)))]


def size_of(amount: Money) -> int:
    """The amount as people read it, in thousandths: sorts figures whatever the currency."""
    return int(amount.minor * 10 ** (_DECIMALS_OF_SIZE - exponent(amount.currency)))


def _sources() -> Select[*tuple[Any, ...]]:
    # By the donation alone, in no order: only the index of donations fits, whatever a planner knows of the rest.
    shares = select(func.count()).select_from(Allocation).where(Allocation.donation_id == Donation.id)
    fund = select(Allocation.fund_id).where(Allocation.donation_id == Donation.id).limit(1)
    refunded = _sum(Refund.status == RefundStatus.SUCCEEDED, Refund.amount_minor).where(
        Refund.donation_id == Donation.id
    )
    taken_back = (
        _sum(Dispute.status == DisputeStatus.LOST, DISPUTED_MINOR)
        .select_from(Dispute)
        .join(Payment, Payment.id == Dispute.payment_id)
        .where(Dispute.donation_id == Donation.id)
    )
    disputed = select(func.count()).select_from(Dispute).where(Dispute.donation_id == Donation.id)
    by_hand = select(ManualRecord.method).where(ManualRecord.donation_id == Donation.id).scalar_subquery()
    return select(
        Donation.id,
        Donation.reference,
        Donation.status,
        Donation.amount_minor,
        Donation.currency,
        Donation.donor_name,
        Donation.printed_name,
        Donation.donor_email,
        Donation.message,
        Donation.campaign_id,
        Donation.placement,
        Donation.frequency,
        is_unreviewed().label("is_held"),
        func.coalesce(Donation.settled_at, Donation.started_at, type_=Donation.started_at.type).label("at"),
        shares.scalar_subquery().label("shares"),
        fund.scalar_subquery().label("fund_id"),
        refunded.scalar_subquery().label("refunded_minor"),
        taken_back.scalar_subquery().label("taken_back_minor"),
        disputed.scalar_subquery().label("disputes"),
        func.coalesce(by_hand, _of_payment(Payment.method)).label("method"),
        _of_payment(Payment.card_last4).label("last4"),
    ).order_by(Donation.id)


def _sum(is_in_it: ColumnElement[bool], minor: ColumnElement[int] | InstrumentedAttribute[int]) -> Select[Any]:
    """Over the rows that are in it; the state is no condition, or a planner takes the index of all in that state."""
    return select(func.coalesce(func.sum(case((is_in_it, minor), else_=0)), 0))


def _of_payment(column: InstrumentedAttribute[str | None]) -> Any:
    """Of the payment that succeeded, else of the newest we have heard of."""
    best = select(column).where(Payment.donation_id == Donation.id)
    return best.order_by(Payment.succeeded_at.is_(None), Payment.id.desc()).limit(1).scalar_subquery()


def _listed(row: Row[Any], zone: str) -> dict[str, Any]:
    amount = Money(row.amount_minor, row.currency)
    flat = {
        "donation_id": row.id,
        "day": clock.local_date(row.at, zone),
        "status": row.status,
        "fund_id": row.fund_id if row.shares == 1 else NO_FUND,
        "campaign_id": row.campaign_id or NO_CAMPAIGN,
        "placement": row.placement,
        "method": row.method,
        "last4": row.last4,
        "amount_minor": row.amount_minor,
        "refunded_minor": min(int(row.refunded_minor + row.taken_back_minor), row.amount_minor),
        "currency": row.currency,
        "size": size_of(amount),
        "is_held": bool(row.is_held),
        "has_message": bool(row.message),
        "is_disputed": row.disputes > 0,
    }
    mailbox = row.donor_email.rpartition("@")[0]
    texts = (
        row.donor_name,
        row.printed_name,
        mailbox,
        *terms.long_domain_words(row.donor_email),
        row.message,
        row.last4,
    )
    flat["words"] = " ".join(sorted(terms.donation_words(texts, row.reference, amount)))
    regular = {terms.REGULAR} if row.frequency != Frequency.ONCE else set()
    flat["marks"] = " ".join(sorted(marks_of(flat) | terms.domain_marks(row.donor_email) | regular))
    return {"at": row.at, **flat}


def marks_of(listed: dict[str, Any]) -> set[str]:
    """The mark of each filter this row passes."""
    marks = {
        terms.mark_of_status(listed["status"]),
        terms.mark_of_currency(listed["currency"]),
        terms.mark_of_fund(listed["fund_id"]),
        terms.mark_of_campaign(listed["campaign_id"]),
        terms.mark_of_method(listed["method"] or ""),
        terms.mark_of_placement(listed["placement"] or ""),
    }
    flags = {
        terms.HELD: listed["is_held"],
        terms.MESSAGE: listed["has_message"],
        terms.REFUNDED: listed["refunded_minor"] > 0,
        terms.DISPUTED: listed["is_disputed"],
    }
    return marks | {mark for mark, is_set in flags.items() if is_set}


HELD, REJECTED = "held", "rejected"  # of a donation in process: why it goes no further
_OPEN = (DisputeStatus.OPEN, DisputeStatus.INQUIRY)


def state_key(status: str, held_reason: str | None, *, is_held: bool) -> str:
    """`is_held`: for that reason, and nobody has decided yet."""
    if is_held:
        return HELD
    return REJECTED if held_reason and status == DonationStatus.PROCESSING else status


def with_open_disputes(donation_ids: Collection[UUID]) -> set[UUID]:
    """Those whose bank still asks; no question when there is nothing to look at."""
    if not donation_ids:
        return set()
    requested = select(Dispute.donation_id).where(Dispute.donation_id.in_(donation_ids), Dispute.status.in_(_OPEN))
    return set(session.scalars(requested))
