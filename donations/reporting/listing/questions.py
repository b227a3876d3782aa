"""A filter's words and marks as questions to a full-text index, in the language of each database.

Words hold letters and figures, marks begin with `_`: neither means anything in these languages, whatever was typed.
"""

from typing import Any

from sqlalchemy import ColumnElement, func, literal, text

from donations.giving.states import DonationStatus
from donations.reporting.listing import terms
from donations.reporting.listing.filters import DonationFilter
from donations.reporting.listing.models import ListedDonation

_SHORT = 3  # letters; the beginnings of words up to so many are in PostgreSQL's index themselves
_SETTLED = terms.mark_of_status(DonationStatus.SETTLED)
_NOT_SETTLED = tuple(terms.mark_of_status(status) for status in DonationStatus if status is not DonationStatus.SETTLED)


def marks_of(wanted: DonationFilter) -> list[str]:
    """One mark for each filter that is set, but for spans."""
    marks = []
    if wanted.status:
        marks.append(terms.mark_of_status(wanted.status))
    if wanted.fund_id:
        marks.append(terms.mark_of_fund(wanted.fund_id))
    if wanted.campaign_id:
        marks.append(terms.mark_of_campaign(wanted.campaign_id))
    if wanted.placement:
        marks.append(terms.mark_of_placement(wanted.placement))
    if wanted.currency:
        marks.append(terms.mark_of_currency(wanted.currency))
    if wanted.method:
        marks.append(terms.mark_of_method(wanted.method))
    return [*marks, *_flags(wanted)]


def _flags(wanted: DonationFilter) -> list[str]:
    flags = {
        terms.HELD: wanted.is_held,
        terms.MESSAGE: wanted.has_message,
        terms.REFUNDED: wanted.is_refunded,
        terms.DISPUTED: wanted.is_disputed,
        terms.REGULAR: wanted.is_regular,
    }
    return [mark for mark, is_set in flags.items() if is_set]


def question(words: list[str], marks: list[str]) -> str:
    """For FTS5. It walks along each list it is given, and most gifts are settled: the list of all others is shorter."""
    if _SETTLED in marks and (words or len(marks) > 1):
        others = " OR ".join(f'"{mark}"' for mark in _NOT_SETTLED)
        return f"({question(words, [mark for mark in marks if mark != _SETTLED])}) NOT ({others})"
    parts = [f'"{mark}"' for mark in marks]
    for word in words:
        domain = terms.domain_mark(word)
        parts.append(f'("{word}" * OR "{domain}")' if domain else f'"{word}" *')
    return " AND ".join(parts)


def contains(wanted: DonationFilter) -> list[ColumnElement[bool]]:
    """The same words looked for in one row after the other, for SQLite."""
    conditions = []
    for word in wanted.words:
        found: ColumnElement[bool] = func.instr(literal(" ") + ListedDonation.words, f" {word}") > 0
        if domain := terms.domain_mark(word):
            padded = literal(" ") + ListedDonation.marks + literal(" ")
            found = found | (func.instr(padded, f" {domain} ") > 0)
        conditions.append(found)
    return conditions


def is_found(wanted: DonationFilter) -> list[Any]:
    """For PostgreSQL's tsvector."""
    parts = [f"'{mark}'" for mark in marks_of(wanted)]
    for word in wanted.words:
        domain = terms.domain_mark(word)
        begins = f"'_p{word}'" if len(word) <= _SHORT else f"'{word}':*"
        parts.append(f"({begins} | '{domain}')" if domain else begins)
    if not parts:
        return []
    return [text("listed_donation.search @@ CAST(:question AS tsquery)").bindparams(question=" & ".join(parts))]
