"""The address of the list of plans, read: what can be understood, and what is wrong with the rest."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal, gettext, ngettext

from donations.core import clock
from donations.core.currencies import known_currency
from donations.core.errors import Refused
from donations.funds.models import Fund
from donations.funds.queries import all_funds
from donations.organisation.models import Organisation
from donations.organisation.queries import the_organisation
from donations.recurring.models import RecurringPlan
from donations.recurring.states import Interval, PlanKind
from donations.reporting.needs_attention import count_guesses
from donations.reporting.plans.list import (
    FEW,
    STATES,
    PlanCursor,
    PlanFilter,
    PlanPage,
    PlanSort,
    PlanTotals,
    plan_page,
    plan_totals,
)
from donations.staff.permissions import Permission, may
from donations.web.filters import in_language
from donations.web.language import translate_message
from donations.web.staff.guard import blueprint, current_staff, needs
from donations.web.staff.labels import plans as words

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
    chosen = {target: _read(query, name, understand) for name, (target, understand) in _fields(query).items()}
    kept = {target: value for target, value in chosen.items() if value is not None}
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
        "fund": (
            "fund_id",
            lambda value: {fund.slug: fund.id for fund in query.funds}[
                _one_of([fund.slug for fund in query.funds], value)
            ],
        ),
        "card": ("card_expires", lambda value: _month(_one_of(CARDS, value), today)),
        "paused": ("is_paused", lambda _value: True),
        "sort": ("sort", lambda value: PlanSort(_one_of(tuple(PlanSort), value))),
    }


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


@blueprint.get("/plans")
@needs(Permission.VIEW)
def plans() -> ResponseReturnValue:
    """Everything is in the address. What cannot be read there is told beside its field, and nothing is shown."""
    query, cursor = read_plan_query(), read_plan_cursor()
    if query.problems:
        return _shown(query, PlanPage([]), None), 422
    return _shown(query, plan_page(query.filter, query.sort, cursor), plan_totals(query.filter, query.sort))


def _shown(query: PlanQuery, page: PlanPage, totals: PlanTotals | None) -> str:
    details = {name: translate_message(each.message, each.parameters) for name, each in query.problems.items()}
    return render_template(
        "staff/plans/list.html",
        query=query,
        values=query.values,
        problems=details,
        rows=[_row(plan) for plan in page.rows],
        count="" if details else _count(totals),
        a_month=totals.a_month if totals else [],
        options=_options(query),
        pager=_pager(query, page),
        sorts={"amount": ("largest", "smallest"), "next": ("next", None), "began": ("newest", "oldest")},
        guesses=format_decimal(number) if (number := count_guesses()) else "",
        record_url=url_for("staff.record_plan") if may(current_staff().role, Permission.EDIT) else None,
    )


def _row(plan: RecurringPlan) -> dict[str, Any]:
    return {
        "reference": plan.reference,
        "name": plan.donor_name or plan.donor_email,
        "status": words.state_of(plan),
        "amount": plan.amount,
        "interval": words.interval_word(plan.interval),
        "next_on": plan.next_on,
        "paused_until": plan.paused_until,
        "fund": in_language(plan.fund.name),
        "pays": words.card_word(plan.card) or words.kind_word(plan.kind),
        "expires": words.expiry_word(plan.card),
        "began": plan.started_on,
    }


def _count(totals: PlanTotals | None) -> str:
    if totals is None:
        return gettext("More than %(number)s regular gifts", number=format_decimal(FEW))
    number = format_decimal(totals.plans)
    return ngettext("%(number)s regular gift", "%(number)s regular gifts", totals.plans, number=number)


def _options(query: PlanQuery) -> dict[str, list[tuple[str, str]]]:
    currencies = [(code, code) for code in query.organisation.currencies]
    chosen = query.values.get("currency", "").upper()
    if chosen and chosen not in dict(currencies):
        currencies.append((chosen, chosen))
    return {
        "status": words.states_to_choose(),
        "kind": words.choices(words.KINDS),
        "interval": words.choices(words.INTERVALS),
        "currency": currencies,
        "fund": [(fund.slug, in_language(fund.name)) for fund in query.funds],
        "card": [("this_month", gettext("expires this month")), ("next_month", gettext("expires next month"))],
    }


def _pager(query: PlanQuery, page: PlanPage) -> dict[str, str | None]:
    access_paths = {
        PlanSort.NEWEST: (gettext("Newer"), gettext("Older")),
        PlanSort.OLDEST: (gettext("Older"), gettext("Newer")),
    }
    newer, older = access_paths.get(query.sort, (gettext("Back"), gettext("Next page")))
    return {
        "newer_url": query.url(before=page.before) if page.before else None,
        "older_url": query.url(after=page.after) if page.after else None,
        "first_url": query.url(),
        "newer": newer,
        "older": older,
    }
