"""One rule that must always hold, as a query that finds what breaks it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Invariant:
    """A rule in words, and the query for its breaches. One text serves SQLite and PostgreSQL."""

    name: str
    query: str
