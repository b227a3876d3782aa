"""The list's address, read for every page that works with a list: shown, exported, acted upon."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import abort, request, url_for
from werkzeug.datastructures import MultiDict

from donations.core.money import Money
from donations.funds.queries import all_campaigns, all_funds
from donations.organisation.models import Organisation
from donations.organisation.queries import the_organisation
from donations.search.facts import state_key, with_open_disputes
from donations.search.filters import Cursor
from donations.search.read_query import Choices, ListQuery, read_query
from donations.web.filters import in_language
from donations.web.staff.labels import donations as words
from donations.web.staff.labels.plans import INTERVALS

SHOWABLE = (
    *("day", "name", "amount", "status", "fund", "campaign", "placement", "method", "message"),
    *("email", "refunded", "covered_costs", "receipt", "language", "frequency", "started_at"),
)
USUAL = ("day", "name", "amount", "status", "fund", "campaign", "method", "message")
_KEY = re.compile(r"[0-9]{1,19}", re.ASCII)
_LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class ListPage:
    """What the address asks for."""

    query: ListQuery
    choices: Choices
    columns: Sequence[str]
    organisation: Organisation  # held on to: whoever asks for it later on the page asks no database

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The address again: filters, order and chosen columns."""
        chosen = [] if tuple(self.columns) == USUAL else [("column", name) for name in self.columns]
        return [*self.query.given, *chosen]

    def url(self, endpoint: str = "staff.donations", **changes: Any) -> str:
        """A page about the same list; `changes` set a field, None takes it away."""
        pairs = [(name, value) for name, value in self.pairs if name not in changes]
        pairs += [(name, str(value)) for name, value in changes.items() if value is not None]
        return url_for(endpoint) + (f"?{urlencode(pairs)}" if pairs else "")


def read_list(given: MultiDict[str, str] | None = None) -> ListPage:
    """From the address, or from a form's hidden fields."""
    given = request.args if given is None else given
    organisation = the_organisation()
    choices = Choices(all_funds(), all_campaigns(), organisation.zone)
    chosen = [name for name in SHOWABLE if name in given.getlist("column")]
    return ListPage(read_query(given.to_dict(), choices), choices, chosen or USUAL, organisation)


def read_cursor() -> Cursor | None:
    """`after` or `before`; anything but a number is a 400."""
    for name in ("after", "before"):
        if name in request.args:
            typed = request.args[name]
            if not _KEY.fullmatch(typed) or int(typed) > _LARGEST:
                abort(400)
            return Cursor(int(typed), is_before=name == "before")
    return None


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
