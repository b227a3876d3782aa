"""Rows of the list as the template shows them."""

from collections.abc import Iterable
from typing import Any

from donations.core.money import Money
from donations.reporting.listing.read_query import Choices
from donations.reporting.listing.shown import state_key, with_open_disputes
from donations.web.filters import in_language
from donations.web.staff import donation_words as words
from donations.web.staff.plan_words import INTERVALS


def shown_rows(rows: Iterable[Any], choices: Choices) -> list[dict[str, Any]]:
    """In the reader's language."""
    funds = {fund.id: in_language(fund.name) for fund in choices.funds}
    campaigns = {campaign.id: in_language(campaign.name) for campaign in choices.campaigns}
    rhythms = {str(interval): str(word) for interval, word in INTERVALS.items()}
    methods, several = words.methods(), words.file_words()["several_funds"]
    rows = list(rows)
    disputed = with_open_disputes([row.id for row in rows if row.is_disputed])
    return [
        {
            **_plain(row),
            "is_dispute_open": row.id in disputed,
            "fund": funds.get(row.fund_id, several),
            "frequency": rhythms.get(row.frequency, ""),
            "campaign": campaigns.get(row.campaign_id, ""),
            "method": " ".join(filter(None, (methods.get(row.method or "", row.method), row.last4))),
        }
        for row in rows
    ]


def _plain(row: Any) -> dict[str, Any]:
    is_gone = row.refunded_minor == row.amount_minor
    return {
        "reference": row.reference,
        "name": row.donor_name or row.donor_email,
        "email": row.donor_email,
        "day": row.settled_at or row.started_at,
        "started_at": row.started_at,
        "amount": Money(row.amount_minor, row.currency),
        "refunded": Money(row.refunded_minor, row.currency) if row.refunded_minor else None,
        "covered_costs": Money(row.covered_costs_minor, row.currency) if row.covered_costs_minor else None,
        "state": state_key(row.status, row.held_reason, is_held=row.is_held),
        "is_disputed": row.is_disputed,
        "is_gone": is_gone,
        "placement": row.placement or "",
        "message": row.message or "",
        "receipt": row.receipt_number or "",
        "language": row.language,
    }
