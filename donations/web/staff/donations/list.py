"""The list of donations: found, filtered, sorted, added up."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal

from donations.desk.saved_views import views_of
from donations.search.access_paths import FEW
from donations.search.filters import Sort
from donations.search.pages import Page, look
from donations.search.read_query import TICKS, WITHOUT
from donations.search.totals import TookTooLong, Totals, at_most, slow_totals
from donations.staff.permissions import Permission, may
from donations.web.filters import in_language
from donations.web.language import translate_message
from donations.web.staff.blueprint import blueprint
from donations.web.staff.donations.bulk import offered_actions
from donations.web.staff.donations.list_query import SHOWABLE, ListPage, read_cursor, read_list, shown_rows
from donations.web.staff.guard import current_staff, needs
from donations.web.staff.labels import donations as words

_PATIENCE = 5.0  # seconds for adding everything up


@blueprint.get("/donations")
@needs(Permission.VIEW)
def donations() -> ResponseReturnValue:
    """Everything is in the address. What cannot be read there is told beside its field, and nothing is shown."""
    listed, cursor = read_list(), read_cursor()
    problems = {name: translate_message(each.message, each.parameters) for name, each in listed.query.problems.items()}
    if problems:
        return _shown(listed, problems, Page([]), None, had_patience=True), 422
    totals, page = look(listed.query, listed.choices.zone, cursor)
    had_patience = True
    if totals is None and "add_up" in request.args:
        totals = _added_up(listed)
        had_patience = totals is not None
    return _shown(listed, {}, page, totals, had_patience=had_patience)


def _added_up(listed: ListPage) -> Totals | None:
    """However many there are; None when that takes too long."""
    try:
        with at_most(_PATIENCE):
            return slow_totals(listed.query.filter, listed.choices.zone)
    except TookTooLong:
        return None


def _shown(listed: ListPage, problems: dict[str, str], page: Page, totals: Totals | None, *, had_patience: bool) -> str:
    staff = current_staff()
    return render_template(
        "staff/donations.html",
        listed=listed,
        values=listed.query.values,
        problems=problems,
        rows=shown_rows(page.rows, listed.choices),
        columns=[name for name in listed.columns if name != "name"],
        headings=words.columns(),
        showable=SHOWABLE,
        totals=totals,
        count=format_decimal(totals.donations) if totals else None,
        few=format_decimal(FEW),
        had_patience=had_patience,
        options=_options(listed),
        pager=_pager(listed, page),
        sorts={"day": (Sort.NEWEST, Sort.OLDEST), "amount": (Sort.LARGEST, Sort.SMALLEST)},
        views=views_of(staff.id),
        actions=offered_actions(staff.role),
        may_export=may(staff.role, Permission.EXPORT),
        ticks=TICKS,
    )


def _pager(listed: ListPage, page: Page) -> dict[str, str | None]:
    is_by_amount = listed.query.sort.is_by_amount
    return {
        "newer_url": listed.url(before=page.before) if page.before is not None else None,
        "older_url": listed.url(after=page.after) if page.after is not None else None,
        "first_url": listed.url(),
        "kind": "amount" if is_by_amount else listed.query.sort.value,
    }


def _options(listed: ListPage) -> dict[str, list[tuple[str, str]]]:
    """What each filter offers."""
    funds = [(fund.slug, in_language(fund.name)) for fund in listed.choices.funds]
    campaigns = [(campaign.slug, in_language(campaign.name)) for campaign in listed.choices.campaigns]
    currencies = [(code, code) for code in listed.organisation.currencies]
    chosen = listed.query.values.get("currency", "")
    if chosen and chosen not in dict(currencies):
        currencies.append((chosen, chosen))
    return {
        "status": list(words.states_to_choose().items()),
        "period": list(words.periods().items()),
        "fund": funds,
        "campaign": [*campaigns, (WITHOUT, words.file_words()["no_campaign"])],
        "currency": currencies,
        "method": list(words.methods().items()),
    }
