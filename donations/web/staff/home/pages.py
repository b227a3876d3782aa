"""What to do on the first day, before anybody has given."""

from typing import Any

from flask import current_app, render_template, request, url_for
from flask_babel import gettext

from donations.funds.queries import all_funds
from donations.giving.states import DonationStatus
from donations.reporting.figures.figures import given_by_day
from donations.reporting.figures.periods import last_months, running_periods
from donations.search.filters import DonationFilter
from donations.search.pages import page_of
from donations.search.read_query import Choices, ListQuery
from donations.staff.models import StaffMember
from donations.staff.permissions import Permission, may
from donations.web.app_context import organisation_or_none
from donations.web.staff.blueprint import blueprint
from donations.web.staff.donations.list_query import shown_rows
from donations.web.staff.guard import current_staff, needs
from donations.web.staff.home.chart import MONTHS, chart_of
from donations.web.staff.home.figures import cards, order_of, regular_lines, weekday
from donations.web.staff.home.needs_attention import waiting_items


def first_steps(staff: StaffMember) -> list[dict[str, Any]]:
    """Pages this person may open, each with the reason to."""
    steps = [
        (
            "public.give",
            Permission.VIEW,
            gettext("See the donation page"),
            gettext("as supporters see it, and try it."),
        ),
        (
            "staff.organisation",
            Permission.ARRANGE,
            gettext("Look through the foundation’s own data"),
            gettext("name, address and numbers stand on every receipt."),
        ),
        ("staff.funds", Permission.ARRANGE, gettext("Arrange the funds"), gettext("what gifts may be used for.")),
        (
            "staff.record_donation",
            Permission.EDIT,
            gettext("Record a gift by hand"),
            gettext("cash, bank transfers and cheques count as well."),
        ),
        (
            "staff.people",
            Permission.MANAGE_STAFF,
            gettext("Invite colleagues"),
            gettext("each with an account and a role of their own."),
        ),
    ]
    return [
        {"url": url_for(endpoint), "label": label, "reason": reason}
        for endpoint, permission, label, reason in steps
        if endpoint in current_app.view_functions and may(staff.role, permission)
    ]


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
        donations=shown_rows(last, choices),
        donations_url=url_for("staff.donations", status=_RECEIVED),
        waiting_items=waiting_items,
        steps=[] if last else first_steps(current_staff()),
    )
