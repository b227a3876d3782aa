"""The list of regular gifts: found, filtered, sorted, added up."""

from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal, gettext, ngettext

from donations.recurring.models import RecurringPlan
from donations.reporting.plan_guesses import count_guesses
from donations.reporting.plan_list import FEW, PlanPage, PlanSort, PlanTotals, plan_page, plan_totals
from donations.staff.permissions import Permission, may
from donations.web.filters import in_language
from donations.web.language import translate_message
from donations.web.staff import plan_words as words
from donations.web.staff.blueprint import blueprint
from donations.web.staff.guard import current_staff, needs
from donations.web.staff.plan_query import PlanQuery, read_plan_cursor, read_plan_query


@blueprint.get("/plans")
@needs(Permission.VIEW)
def plans() -> ResponseReturnValue:
    """Everything is in the address. What cannot be read there is told beside its field, and nothing is shown."""
    query, cursor = read_plan_query(), read_plan_cursor()
    if query.problems:
        return _shown(query, PlanPage([]), None), 422
    return _shown(query, plan_page(query.filter, query.sort, cursor), plan_totals(query.filter, query.sort))


def _shown(query: PlanQuery, page: PlanPage, totals: PlanTotals | None) -> str:
    told = {name: translate_message(each.message, each.parameters) for name, each in query.problems.items()}
    return render_template(
        "staff/plans.html",
        query=query,
        values=query.values,
        problems=told,
        rows=[_row(plan) for plan in page.rows],
        count="" if told else _count(totals),
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
    ways = {
        PlanSort.NEWEST: (gettext("Newer"), gettext("Older")),
        PlanSort.OLDEST: (gettext("Older"), gettext("Newer")),
    }
    newer, older = ways.get(query.sort, (gettext("Back"), gettext("Further")))
    return {
        "newer_url": query.url(before=page.before) if page.before else None,
        "older_url": query.url(after=page.after) if page.after else None,
        "first_url": query.url(),
        "newer": newer,
        "older": older,
    }
