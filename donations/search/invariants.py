"""What must hold between the donations and their list; for `donations verify`."""

from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from donations.core.database import db, session
from donations.giving.models import Donation
from donations.search.facts import facts_of
from donations.search.models import ListedDonation
from donations.search.relist import TABLE, is_at, is_of
from donations.search.search_index import missing_triggers

_AT_ONCE = 500
_KEY = "day, fund_id, campaign_id, currency, status"
_LISTED = f"""SELECT {_KEY}, COUNT(*) AS gifts, SUM(amount_minor) AS amount_minor, SUM(refunded_minor) AS refunded_minor
    FROM listed_donation GROUP BY {_KEY}"""
_STORED = f"SELECT {_KEY}, gifts, amount_minor, refunded_minor FROM day_figure WHERE gifts <> 0"
FIGURES_AGREE = f"""SELECT * FROM (SELECT * FROM ({_LISTED}) l EXCEPT SELECT * FROM ({_STORED}) s) a
    UNION ALL SELECT * FROM (SELECT * FROM ({_STORED}) s EXCEPT SELECT * FROM ({_LISTED}) l) b"""


def stale_listings() -> list[str]:
    """References of donations that the list, and so the search, does not show as they are."""
    stale: list[str] = []
    last: UUID | None = None
    while True:
        chunk = select(Donation.id, Donation.reference).order_by(Donation.id).limit(_AT_ONCE)
        rows = session.execute(chunk.where(Donation.id > last) if last else chunk)
        found = {donation_id: reference for donation_id, reference in rows}  # noqa: C416 - rows are no pairs to mypy
        if not found:
            return stale
        last = max(found)
        stale += [found[donation_id] for donation_id in _stale_among(list(found))]


def _stale_among(donation_ids: list[UUID]) -> list[UUID]:
    rows = session.execute(select(TABLE).where(TABLE.c.donation_id.in_(donation_ids)))
    listed = {row.donation_id: dict(row._mapping) for row in rows}  # noqa: SLF001 - SQLAlchemy's documented name
    return [facts["donation_id"] for facts in facts_of(donation_ids) if not _agrees(facts, listed)]


def _agrees(facts: dict[str, Any], listed: dict[UUID, dict[str, Any]]) -> bool:
    row, at = listed.get(facts["donation_id"]), facts.pop("at")
    if row is None:
        return False
    position, rank = row.pop("position"), row.pop("rank")
    return row == facts and is_at(position, at) and is_of(rank, facts["size"])


def lost_words() -> list[str]:
    """Words and marks that SQLite's indexes hold for other rows than the list does. PostgreSQL's cannot differ."""
    if db.engine.dialect.name != "sqlite":
        return []
    return _differing("donation_search", "position", "words", "marks") + _differing("donation_ranking", "rank", "marks")


def _differing(index: str, key: str, *columns: str) -> list[str]:
    """Compares how many rows each word has, and a sum over their numbers."""
    vocabulary = f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.seen_{index} USING fts5vocab(main, {index}, instance)"
    session.execute(text(vocabulary))
    seen = text(f"SELECT term, COUNT(*), SUM(doc % 1000003) FROM temp.seen_{index} GROUP BY term")
    indexed = {term: (count, total) for term, count, total in session.execute(seen)}
    counts: Counter[str] = Counter()
    totals: Counter[str] = Counter()
    rows = select(getattr(ListedDonation, key), *(getattr(ListedDonation, name) for name in columns))
    for number, *texts in session.execute(rows.execution_options(yield_per=_AT_ONCE)):
        for word in {word for line in texts for word in line.split()}:
            counts[word] += 1
            totals[word] += number % 1000003
    listed = {word: (count, totals[word]) for word, count in counts.items()}
    return sorted(word for word in indexed.keys() | listed.keys() if indexed.get(word) != listed.get(word))


LISTING_CHECKS: dict[str, Callable[[], list[str]]] = {
    "The list shows every donation as it is": stale_listings,
    "The search index has its triggers": missing_triggers,
    "Search holds the words of every listed donation": lost_words,
}
