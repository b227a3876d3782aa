"""What a donation is found by: the folded words somebody may type, and a mark for each filter it passes.

Words hold letters and figures only; marks begin with `_`, so nobody can type one. Both lie in one index, and any
combination of them is one question to it.
"""

import hashlib
import re
from collections.abc import Iterable
from functools import cache, lru_cache
from uuid import UUID

from babel.numbers import get_currency_symbol
from sqlalchemy import text

from donations.core.database import db, session
from donations.core.money import Money, locale_of
from donations.core.text_normalisation import words

MOST_WORDS = 8
HELD, MESSAGE, REFUNDED, DISPUTED, REGULAR = "_held", "_message", "_refunded", "_disputed", "_regular"

_LANGUAGES = ("pl", "en")
_LONGEST_TERM = 60
_LONGEST_MARKED = 12
# "1 250,00 zł" and "£1,250.00" are one number, as "1250.00" is; a telephone number stays in its parts.
_GROUPED = re.compile(
    r"(?<![\w.,])[0-9]{1,3}(?:[ \u00a0\u202f,][0-9]{3})+(?=[.,][0-9]{1,3}(?![0-9])|\s?(?:zł|[A-Z]{3}\b|[€£$]))"
)
# "€91" is a currency and a number; the sign becomes letters when it is folded, and would be one word with them.
_SIGNS = "$£¥\u20a0-\u20cf"
_SIGN_AND_FIGURE = re.compile(rf"(?<=[{_SIGNS}])(?=[0-9])|(?<=[0-9])(?=[{_SIGNS}])")
_GROUP_MARK = re.compile(r"[ \u00a0\u202f,]")


def typed_words(typed: str) -> list[str]:
    """The words of a search, each once; at most eight count."""
    joined = _GROUPED.sub(lambda number: _GROUP_MARK.sub("", number[0]), _SIGN_AND_FIGURE.sub(" ", typed))
    return list(dict.fromkeys(word[:_LONGEST_TERM] for word in words(joined)))[:MOST_WORDS]


def donation_words(texts: Iterable[str | None], reference: str, amount: Money) -> set[str]:
    """All words a donation is found by."""
    found = {word[:_LONGEST_TERM] for text in texts if text for word in words(text)}
    found.update(words(reference), (reference.replace("-", "").lower(),))
    found.update(words(amount.plain()), currency_words(amount.currency))
    return found


def domain_marks(email: str) -> set[str]:
    """A mark for every beginning of the words behind the @.

    Half of all supporters share a few domains: to gather every word that begins with `gmail` would take far longer than
    to follow one mark.
    """
    short = [word for word in _domain_words(email) if len(word) <= _LONGEST_MARKED]
    return {f"_d{word[:length]}" for word in short for length in range(1, len(word) + 1)}


def long_domain_words(email: str) -> list[str]:
    """Those that are too long, and so too rare, for marks."""
    return [word for word in _domain_words(email) if len(word) > _LONGEST_MARKED]


def domain_mark(typed: str) -> str | None:
    """The mark of domains with a word that begins like this."""
    return f"_d{typed}" if len(typed) <= _LONGEST_MARKED else None


def _domain_words(email: str) -> list[str]:
    return words(email.rpartition("@")[2])


@cache
def currency_words(currency: str) -> frozenset[str]:
    """How people write the currency: `pln`, `zl`."""
    symbols = (get_currency_symbol(currency, locale_of(language)) for language in _LANGUAGES)
    return frozenset((currency.lower(), *(word for symbol in symbols for word in words(symbol))))


def mark_of_status(status: str) -> str:
    """The mark of a state."""
    return f"_s{status}"


def mark_of_currency(currency: str) -> str:
    """The mark of a currency."""
    return f"_u{currency.lower()}"


def mark_of_method(method: str) -> str:
    """The mark of a way to pay."""
    return _digest_mark("m", method)


def mark_of_placement(placement: str) -> str:
    """The mark of where the ask stood."""
    return _digest_mark("p", placement)


def mark_of_fund(fund_id: UUID) -> str:
    """The mark of a fund."""
    return _digest_mark("f", fund_id.hex)


def mark_of_campaign(campaign_id: UUID) -> str:
    """The mark of a campaign."""
    return _digest_mark("c", campaign_id.hex)


@lru_cache(10_000)
def _digest_mark(kind: str, value: str) -> str:
    """Short, and yet no two values will ever share one."""
    return f"_{kind}{hashlib.sha256(value.encode()).hexdigest()[:16]}"


INDEXES = ("donation_search", "donation_ranking")
# What the migrations made for searching and no model can say, as (kind, name): by database.
BESIDE_THE_MODELS = {
    "sqlite": {("table", f"{index}{part}") for index in INDEXES for part in ("", "_config", "_data", "_idx")},
    "postgresql": {("column", "listed_donation.search"), ("index", "ix_listed_donation_search")},
}
_POSTGRES_INDEX = """CREATE INDEX IF NOT EXISTS ix_listed_donation_search ON listed_donation
    USING gin (search) WITH (fastupdate = off)"""
_FORGET_WORDS = """INSERT INTO donation_search(donation_search, rowid, words, marks)
    VALUES ('delete', old.position, old.words, old.marks)"""
_FORGET_MARKS = "INSERT INTO donation_ranking(donation_ranking, rowid, marks) VALUES ('delete', old.rank, old.marks)"
_ADD_WORDS = "INSERT INTO donation_search(rowid, words, marks) VALUES (new.position, new.words, new.marks)"
_ADD_MARKS = "INSERT INTO donation_ranking(rowid, marks) VALUES (new.rank, new.marks)"
# As the migration made them; `verify` compares the names.
TRIGGERS = {
    "listed_donation_added": f"AFTER INSERT ON listed_donation BEGIN {_ADD_WORDS}; {_ADD_MARKS}; END",
    "listed_donation_removed": f"AFTER DELETE ON listed_donation BEGIN {_FORGET_WORDS}; {_FORGET_MARKS}; END",
    "listed_donation_changed": f"""AFTER UPDATE OF position, words, marks ON listed_donation
        WHEN old.position <> new.position OR old.words <> new.words OR old.marks <> new.marks
        BEGIN {_FORGET_WORDS}; {_ADD_WORDS}; END""",
    "listed_donation_reranked": f"""AFTER UPDATE OF rank, marks ON listed_donation
        WHEN old.rank <> new.rank OR old.marks <> new.marks BEGIN {_FORGET_MARKS}; {_ADD_MARKS}; END""",
}


def put_triggers_aside() -> None:
    """Until `remake`; rows written by anybody meanwhile are found again after it. In the caller's transaction."""
    if db.engine.dialect.name == "postgresql":
        session.execute(text("DROP INDEX IF EXISTS ix_listed_donation_search"))
        return
    for name in TRIGGERS:
        session.execute(text(f"DROP TRIGGER IF EXISTS {name}"))


def missing_triggers() -> list[str]:
    """Names of triggers that should be there and are not."""
    if db.engine.dialect.name != "sqlite":
        return []
    present = set(session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")))
    return sorted(TRIGGERS.keys() - present)


def remake() -> None:
    """Index every listed row anew, and put lost triggers back. In the caller's transaction."""
    if db.engine.dialect.name == "postgresql":
        session.execute(text(_POSTGRES_INDEX))
        return
    for name in missing_triggers():
        session.execute(text(f"CREATE TRIGGER {name} {TRIGGERS[name]}"))
    for index in INDEXES:
        for step in ("rebuild", "optimize"):
            session.execute(text(f"INSERT INTO {index}({index}) VALUES (:step)"), {"step": step})  # noqa: S608 - our own names
