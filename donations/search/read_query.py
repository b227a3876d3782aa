"""The list's address, read: what can be understood, and what is wrong with the rest."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from donations.core import clock
from donations.core.currencies import known_currency
from donations.core.errors import Refused
from donations.core.money import parse_money
from donations.funds.models import Campaign, Fund
from donations.giving.states import DonationStatus
from donations.search.access_paths import donation_of_receipt
from donations.search.facts import size_of
from donations.search.filters import PERIODS, DonationFilter, Sort
from donations.search.models import NO_CAMPAIGN

LONGEST_SEARCH = 200
WITHOUT = "none"  # the choice "no campaign"
_METHOD = re.compile(r"[a-z0-9_]{1,40}")
_LONGEST_PLACEMENT = 120
_PLAIN_CURRENCY = "EUR"  # two decimals: an amount typed while no currency is chosen
TICKS = {
    "held": "is_held",
    "message": "has_message",
    "refunded": "is_refunded",
    "disputed": "is_disputed",
    "regular": "is_regular",
}
FIELDS = (
    *("q", "status", "period", "day_from", "day_to", "fund", "campaign", "placement", "currency", "method"),
    *("amount_from", "amount_to", *TICKS, "sort"),
)


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is to choose from, and what day it is."""

    funds: Sequence[Fund]
    campaigns: Sequence[Campaign]
    zone: str

    @property
    def today(self) -> date:
        """In the organisation's zone."""
        return clock.local_date(clock.now(), self.zone)


@dataclass(slots=True)
class ListQuery:
    """Filter and order; `given` is the address again, without what says nothing; `problems` by the field's name."""

    filter: DonationFilter
    sort: Sort = Sort.NEWEST
    given: list[tuple[str, str]] = field(default_factory=list)
    problems: dict[str, Refused] = field(default_factory=dict)

    @property
    def values(self) -> dict[str, str]:
        """What stands in each field."""
        return dict(self.given)


def read_query(arguments: Mapping[str, str], choices: Choices) -> ListQuery:
    """Names we do not know say nothing; a value that cannot be is a problem, told beside its field."""
    given = {name: arguments.get(name, "").strip() for name in FIELDS}
    given = {name: value for name, value in given.items() if value}
    if "day_from" in given or "day_to" in given:
        given.pop("period", None)  # days written out win: the period's name would say something else
    reader = _Reader(given, choices)
    found = {name: value for name, value in reader.read() if value is not None}
    sort = reader.problem_or(lambda: _one_of(Sort, given.get("sort", Sort.NEWEST)), "sort") or Sort.NEWEST
    kept = [(name, value) for name, value in given.items() if name != "sort" or value != Sort.NEWEST]
    return ListQuery(DonationFilter(**found), sort, kept, reader.problems)


class _Reader:
    """Reads one address."""

    def __init__(self, given: Mapping[str, str], choices: Choices) -> None:
        self.given, self.choices = given, choices
        self.problems: dict[str, Refused] = {}

    def read(self) -> Iterable[tuple[str, Any]]:
        for name, (target, understand) in self._fields().items():
            if name in self.given:
                yield target, self.problem_or(partial(understand, self.given[name]), name)
        for name, target in TICKS.items():
            yield target, name in self.given or None
        since, until = self._span()
        yield "since", since
        yield "until", until

    def _fields(self) -> dict[str, tuple[str, Callable[[str], Any]]]:
        return {
            "q": ("typed", _searched),
            "status": ("status", lambda value: _one_of(DonationStatus, value)),
            "fund": ("fund_id", lambda value: _id_of(self.choices.funds, value)),
            "campaign": ("campaign_id", self._campaign),
            "placement": ("placement", _placement),
            "currency": ("currency", lambda value: known_currency(value.upper())),
            "method": ("method", _method),
            "amount_from": ("least", self._amount),
            "amount_to": ("most", self._amount),
        }

    def problem_or(self, understand: Callable[[], Any], name: str) -> Any:
        """The value; None, with the problem kept, when it cannot be understood."""
        try:
            return understand()
        except Refused as problem:
            self.problems[name] = problem
            return None

    def _campaign(self, value: str) -> UUID:
        return NO_CAMPAIGN if value == WITHOUT else _id_of(self.choices.campaigns, value)

    def _amount(self, value: str) -> int:
        currency = self.given.get("currency", "").upper()
        with suppress(Refused):
            return size_of(parse_money(value, known_currency(currency)))
        return size_of(parse_money(value, _PLAIN_CURRENCY))

    def _span(self) -> tuple[date | None, date | None]:
        """The days written out, or those of the period."""
        if "day_from" in self.given or "day_to" in self.given:
            return tuple(self._day(name) if name in self.given else None for name in ("day_from", "day_to"))  # type: ignore[return-value]  # of two names
        period = self.given.get("period")
        if period is None:
            return None, None
        if period not in PERIODS:
            self.problems["period"] = _unknown(period)
            return None, None
        return PERIODS[period](self.choices.today)

    def _day(self, name: str) -> date | None:
        return self.problem_or(lambda: _day(self.given[name]), name)  # type: ignore[no-any-return]  # what `_day` gives


def _searched(value: str) -> str:
    if len(value) > LONGEST_SEARCH:
        raise Refused("Please search for less than %(count)s characters.", count=LONGEST_SEARCH)
    return donation_of_receipt(value) or value


def _day(value: str) -> date:
    with suppress(ValueError):
        found = date.fromisoformat(value)
        if 1900 <= found.year < 2200:  # noqa: PLR2004 - beyond, no calendar of ours reaches
            return found
    raise Refused("Please write the day like 2026-11-30.")


def _placement(value: str) -> str:
    if len(value) > _LONGEST_PLACEMENT or not value.isprintable():
        raise Refused("There is no such place.")
    return value


def _method(value: str) -> str:
    if not _METHOD.fullmatch(value):
        raise _unknown(value)
    return value


def _one_of(kind: Any, value: str) -> Any:
    if value not in list(kind):
        raise _unknown(value)
    return kind(value)


def _id_of(known: Sequence[Fund] | Sequence[Campaign], slug: str) -> UUID:
    found = next((row.id for row in known if row.slug == slug), None)
    if found is None:
        raise _unknown(slug)
    return found


def _unknown(value: str) -> Refused:
    return Refused("“%(value)s” is not something to choose here.", value=value[:40])
