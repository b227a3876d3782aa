"""The list as somebody without an index would make it: look at every donation, keep what fits, sort."""

from datetime import date
from typing import Any

from sqlalchemy import select

from donations.core import clock
from donations.core.database import session
from donations.core.text_normalisation import words
from donations.giving.balances import disputed_minor
from donations.giving.dispute_models import Dispute
from donations.giving.models import Allocation, Donation, Payment, Refund
from donations.search.facts import size_of
from donations.search.filters import DonationFilter, Sort
from donations.search.models import NO_CAMPAIGN
from donations.search.terms import currency_words


def everything(zone: str) -> list[dict[str, Any]]:
    """Each donation with what belongs to it, read from where it was written."""
    found = []
    for donation in session.scalars(select(Donation)):
        paid = session.scalar(select(Payment).where(Payment.donation_id == donation.id))
        back = session.scalars(
            select(Refund.amount_minor).where(Refund.donation_id == donation.id, Refund.status == "succeeded")
        )
        disputes = list(session.scalars(select(Dispute).where(Dispute.donation_id == donation.id)))
        lost = sum(disputed_minor(each, paid) for each in disputes if each.status == "lost") if paid else 0
        at = donation.settled_at or donation.started_at
        found.append(
            {
                "reference": donation.reference,
                "at": at,
                "day": clock.local_date(at, zone),
                "status": donation.status,
                "fund_id": session.scalar(select(Allocation.fund_id).where(Allocation.donation_id == donation.id)),
                "campaign_id": donation.campaign_id or NO_CAMPAIGN,
                "placement": donation.placement,
                "currency": donation.currency,
                "method": paid.method if paid else None,
                "size": size_of(donation.amount),
                "amount": donation.amount.minor,
                "refunded": sum(back) + lost,
                "is_disputed": bool(disputes),
                "is_regular": donation.frequency != "once",
                "is_held": donation.held_reason is not None,
                "has_message": bool(donation.message),
                "words": _words(donation, paid),
            }
        )
    return found


def _words(donation: Donation, paid: Payment | None) -> set[str]:
    texts = (
        donation.donor_name,
        donation.donor_email,
        donation.message or "",
        donation.reference,
        donation.amount.plain(),
    )
    last4 = [paid.card_last4] if paid and paid.card_last4 else []
    spelt = {word for text in texts for word in words(text)}
    return spelt | {donation.reference.replace("-", "").lower(), *last4} | currency_words(donation.currency)


def fits(row: dict[str, Any], wanted: DonationFilter) -> bool:
    """Whether everything that is set is so."""
    same = ("status", "fund_id", "campaign_id", "placement", "currency", "method")
    return (
        all(getattr(wanted, name) in (None, row[name]) for name in same)
        and (wanted.since or date.min) <= row["day"] <= (wanted.until or date.max)
        and (wanted.least or 0) <= row["size"] <= (wanted.most if wanted.most is not None else row["size"])
        and (row["is_held"] or not wanted.is_held)
        and (row["has_message"] or not wanted.has_message)
        and (row["refunded"] > 0 or not wanted.is_refunded)
        and (row["is_disputed"] or not wanted.is_disputed)
        and (row["is_regular"] or not wanted.is_regular)
        and all(any(each.startswith(word) for each in row["words"]) for word in wanted.words)
        and not wanted.finds_nothing
    )


def in_order(rows: list[dict[str, Any]], sort: Sort) -> list[Any]:
    """What the list is sorted by, in its order."""
    return sorted((row["size"] if sort.is_by_amount else row["at"] for row in rows), reverse=sort.falls)
