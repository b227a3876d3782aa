"""The report of plans: how they stand, what became of them in some days, and the rows behind each figure."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from flask import abort, render_template, url_for
from flask.typing import ResponseReturnValue

from donations.core.money import Money
from donations.organisation.queries import the_organisation
from donations.reporting.plan_page.facts import names_of_plans
from donations.reporting.plans.figures import OF_A_YEAR, PlanFigure, PlanRow, Standing, monthly_of, standing
from donations.reporting.plans.report import PlanLine, plan_report, rows_of, words_of_leaving
from donations.staff.permissions import Permission
from donations.web.staff.guard import blueprint, needs
from donations.web.staff.labels.donations import periods
from donations.web.staff.labels.plans import state_word
from donations.web.staff.plans import report_query as words
from donations.web.staff.plans.report_query import ReportQuery, after_code, read_page, read_part, read_report_query

_ROWS = 100


@blueprint.get("/plans/report")
@needs(Permission.VIEW)
def plan_report_page() -> ResponseReturnValue:
    """Days are in the address."""
    organisation = the_organisation()  # held on to: whoever asks for it later on the page asks no database
    query = read_report_query()
    lines = [] if query.problems else plan_report(query.span)
    page = render_template(
        "staff/plans/report.html",
        zone=organisation.zone,
        query=query,
        periods=list(periods().items()),
        standing=[_standing(each) for each in standing()],
        figures=[*_figures(query, lines)],
        recovered=_recovered(query, lines),
    )
    return page, 422 if query.problems else 200


@blueprint.get("/plans/report/<figure>")
@needs(Permission.VIEW)
def plan_report_rows(figure: str) -> ResponseReturnValue:
    """The rows behind one figure: as many, and the same sum."""
    if figure not in set(PlanFigure):
        abort(404)
    organisation, query, part = the_organisation(), read_report_query(), read_part()
    requested = PlanFigure(figure)
    found: list[PlanRow] = []
    if not query.problems:
        found = rows_of(requested, query.span, reason=part.reason, currency=part.currency)
    rows = [row for row in found if part.has(row)]
    number = read_page()
    shown = rows[(number - 1) * _ROWS : number * _ROWS]
    page = render_template(
        "staff/plans/report_rows.html",
        zone=organisation.zone,
        query=query,
        title=words.figure_word(requested),
        note=words.sum_note(requested),
        count=len(rows),
        sums=_sums(requested, rows),
        rows=_rows(requested, shown),
        pager=_pager(query, figure, number, has_more=len(rows) > number * _ROWS),
    )
    return page, 422 if query.problems else 200


def _standing(each: Standing) -> dict[str, Any]:
    currency = each.yearly.currency
    return {
        "label": state_word(each.status),
        "plans": each.plans,
        "monthly": each.monthly,
        "url": url_for("staff.plans", status=each.status.value, currency=currency),
    }


def _figures(query: ReportQuery, lines: Sequence[PlanLine]) -> Iterator[dict[str, Any]]:
    """Each figure in each currency: all of it, then its parts by reason."""
    for figure, of in groupby(lines, key=lambda line: line.figure):
        known = [*of]
        for currency in dict.fromkeys(line.amount.currency for line in known):
            whole = [line for line in known if line.amount.currency == currency]
            parts = [
                {**_line(query, figure, [line], line.reason), "reason": words.reason_word(line.figure, line.reason)}
                for line in whole
                if line.reason
            ]
            yield {
                "label": words.figure_word(figure),
                "note": words.sum_note(figure),
                "whole": _line(query, figure, whole),
                "only": parts[0]["reason"] if len(parts) == 1 else "",
                "parts": parts if len(parts) > 1 else [],
            }


def _line(
    query: ReportQuery, figure: PlanFigure, lines: Sequence[PlanLine], reason: str | None = None
) -> dict[str, Any]:
    amount = sum((line.amount for line in lines[1:]), lines[0].amount)
    return {
        "count": sum(line.count for line in lines),
        "amount": _shown(figure, amount),
        "url": query.url("staff.plan_report_rows", figure=figure.value, reason=reason, currency=amount.currency),
    }


def _recovered(query: ReportQuery, lines: Sequence[PlanLine]) -> list[dict[str, Any]]:
    """By how far the story of the failure had gone."""
    if not any(line.figure == PlanFigure.RECOVERED for line in lines):
        return []
    rows = rows_of(PlanFigure.RECOVERED, query.span)
    letters = {after_code(row): row.after_letter for row in rows}
    counted = Counter(after_code(row) for row in rows)
    return [
        {
            "label": words.after_word(letter),
            "count": counted[code],
            "url": query.url("staff.plan_report_rows", figure=PlanFigure.RECOVERED.value, after=code),
        }
        for code, letter in sorted(letters.items(), key=lambda each: -counted[each[0]])
    ]


def _sums(figure: PlanFigure, rows: Sequence[PlanRow]) -> list[Money]:
    sums: dict[str, Money] = {}
    for row in rows:
        sums[row.amount.currency] = sums.get(row.amount.currency, Money(0, row.amount.currency)) + row.amount
    return [_shown(figure, amount) for amount in sums.values()]


def _shown(figure: PlanFigure, amount: Money) -> Money:
    return monthly_of(amount) if figure in OF_A_YEAR else amount


def _rows(figure: PlanFigure, rows: Sequence[PlanRow]) -> list[dict[str, Any]]:
    ids = {row.plan_id for row in rows}
    names = names_of_plans(ids)
    said = words_of_leaving(ids) if figure == PlanFigure.CANCELLED else {}
    return [
        {
            "at": row.at,
            "reference": names[row.plan_id][0],
            "name": names[row.plan_id][1],
            "reason": words.reason_word(figure, row.reason),
            "after": words.after_word(row.after_letter) if figure == PlanFigure.RECOVERED else "",
            "said": said.get(row.plan_id, ""),
            "amount": _shown(figure, row.amount),
        }
        for row in rows
    ]


def _pager(query: ReportQuery, figure: str, number: int, *, has_more: bool) -> dict[str, str | None]:
    part = read_part()
    named = {"figure": figure, "reason": part.reason, "currency": part.currency, "after": part.after}

    def page(which: int) -> str:
        return query.url("staff.plan_report_rows", **named, page=which if which > 1 else None)

    return {
        "newer_url": page(number - 1) if number > 1 else None,
        "older_url": page(number + 1) if has_more else None,
        "first_url": page(1),
    }
