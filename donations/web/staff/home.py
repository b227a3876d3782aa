"""The first page of the staff side: what came, what waits for a person, what was given last."""

from flask import render_template, request, url_for

from donations.funds.queries import all_funds
from donations.giving.states import DonationStatus
from donations.reporting.figures import given_by_day
from donations.reporting.listing.filters import DonationFilter
from donations.reporting.listing.pages import page_of
from donations.reporting.listing.read_query import Choices, ListQuery
from donations.reporting.running_periods import last_months, running_periods
from donations.staff.permissions import Permission
from donations.web.house import organisation_or_none
from donations.web.staff.blueprint import blueprint
from donations.web.staff.donation_rows import shown_rows
from donations.web.staff.first_steps import first_steps
from donations.web.staff.guard import current_staff, needs
from donations.web.staff.home_chart import MONTHS, chart_of
from donations.web.staff.home_figures import cards, order_of, regular_lines, weekday
from donations.web.staff.waiting_items import waiting_items

_LAST = 10
_RECEIVED = DonationStatus.SETTLED.value


@blueprint.get("")
@needs(Permission.VIEW)
def home() -> str:
    """Where sign-in leads. All figures are added up from one reading of the figures of days."""
    organisation = organisation_or_none()
    choices = Choices(all_funds(), (), organisation.zone if organisation else "UTC")
    today = choices.today
    periods, months = running_periods(today), last_months(today, MONTHS)
    days = given_by_day(months[0].before.since, today)
    currencies = order_of(days, periods[-1], months)
    last = page_of(ListQuery(DonationFilter(status=_RECEIVED)), choices.zone).rows[:_LAST]
    return render_template(
        "staff/home.html",
        today=weekday(today),
        cards=cards(days, periods, currencies),
        regular=regular_lines(),
        chart=chart_of(days, months, currencies, request.args.get("currency", "")),
        gifts=shown_rows(last, choices),
        gifts_url=url_for("staff.donations", status=_RECEIVED),
        waiting_items=waiting_items,
        steps=[] if last else first_steps(current_staff()),
    )
