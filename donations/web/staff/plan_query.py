"""The address of the list of regular gifts, read: what can be understood, and what is wrong with the rest."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import abort, request, url_for

from donations.core import clock
from donations.core.currencies import known_currency
from donations.core.errors import Refused
from donations.funds.models import Fund
from donations.funds.queries import all_funds
from donations.organisation.models import Organisation
from donations.organisation.queries import the_organisation
from donations.recurring.states import Interval, PlanKind
from donations.reporting.plan_list import STATES, PlanCursor, PlanFilter, PlanSort

CARDS = ("this_month", "next_month")
FIELDS = ("find", "status", "kind", "interval", "currency", "fund", "card", "paused", "sort")
_LONGEST_SEARCH = 200
_YEAR = 12


@dataclass(slots=True)
class PlanQuery:
    """Filter and order; `values` is what stands in each field; `problems` by the field's name."""

    organisation: Organisation  # held on to: whoever asks for it later on the page asks no database
    funds: list[Fund]
    values: dict[str, str]
    filter: PlanFilter = field(default_factory=PlanFilter)
    sort: PlanSort = PlanSort.NEWEST
    problems: dict[str, Refused] = field(default_factory=dict)

    def url(self, **changes: Any) -> str:
        """The same list; `changes` set a field, None takes it away."""
        pairs = [(name, value) for name, value in self.values.items() if name not in changes]
        pairs += [(name, str(value)) for name, value in changes.items() if value is not None]
        return url_for("staff.plans") + (f"?{urlencode(pairs)}" if pairs else "")


def read_plan_query() -> PlanQuery:
    """Names we do not know say nothing; a value that cannot be is a problem, told beside its field."""
    given = {name: request.args.get(name, "").strip() for name in FIELDS}
    given = {name: value for name, value in given.items() if value}
    query = PlanQuery(the_organisation(), [*all_funds()], given)
    wanted = {target: _read(query, name, understand) for name, (target, understand) in _fields(query).items()}
    kept = {target: value for target, value in wanted.items() if value is not None}
    query.sort = kept.pop("sort", PlanSort.NEWEST)
    query.filter = PlanFilter(**kept)
    if query.sort == PlanSort.NEWEST:
        query.values.pop("sort", None)
    return query


def read_plan_cursor() -> PlanCursor | None:
    """`after` or `before`: the id of a plan; anything else is a 400."""
    for name in ("after", "before"):
        if name in request.args:
            try:
                return PlanCursor(UUID(request.args[name]), is_before=name == "before")
            except ValueError:
                abort(400)
    return None


def _read(query: PlanQuery, name: str, understand: Callable[[str], Any]) -> Any:
    if name not in query.values:
        return None
    try:
        return understand(query.values[name])
    except Refused as problem:
        query.problems[name] = problem
        return None


def _fields(query: PlanQuery) -> dict[str, tuple[str, Callable[[str], Any]]]:
    today = clock.local_date(clock.now(), query.organisation.zone)
    return {
        "find": ("typed", _searched),
        "status": ("status", lambda value: _one_of(STATES, value)),
        "kind": ("kind", lambda value: _one_of(tuple(PlanKind), value)),
        "interval": ("interval", lambda value: _one_of(tuple(Interval), value)),
        "currency": ("currency", lambda value: known_currency(value.upper())),
        "fund": ("fund_id", lambda value: {fund.slug: fund.id for fund in query.funds}[_one_of(_slugs(query), value)]),
        "card": ("card_expires", lambda value: _month(_one_of(CARDS, value), today)),
        "paused": ("is_paused", lambda _value: True),
        "sort": ("sort", lambda value: PlanSort(_one_of(tuple(PlanSort), value))),
    }


def _slugs(query: PlanQuery) -> list[str]:
    return [fund.slug for fund in query.funds]


def _searched(value: str) -> str:
    if len(value) > _LONGEST_SEARCH:
        raise Refused("Please search for less than %(count)s characters.", count=_LONGEST_SEARCH)
    return value


def _one_of(known: Collection[str], value: str) -> str:
    if value not in known:
        raise Refused("“%(value)s” is not something to choose here.", value=value[:40])
    return value


def _month(which: str, today: date) -> tuple[int, int]:
    year, month = divmod(today.year * _YEAR + today.month - 1 + CARDS.index(which), _YEAR)
    return year, month + 1
