"""The first page of My giving: what is given regularly, what was given last, and each year."""

from flask import render_template
from flask.typing import ResponseReturnValue

from donations.recurring.queries import plans_of_supporter
from donations.reporting.supporters.own_donations import donation_page, totals_by_year
from donations.web.portal.blueprint import blueprint
from donations.web.portal.donations import shown_donations
from donations.web.portal.forms import SignInForm
from donations.web.portal.guard import for_anyone, supporter_or_none
from donations.web.portal.plan_words import shown_plan

_LAST = 5


@blueprint.get("/my")
@for_anyone
def home() -> ResponseReturnValue:
    """For whoever is in; everybody else is asked for an address."""
    supporter = supporter_or_none()
    if supporter is None:
        return render_template("portal/sign_in.html", form=SignInForm())
    page = donation_page(supporter, rows=_LAST)
    return render_template(
        "portal/home.html",
        donations=shown_donations(page.donations),
        has_more=page.older is not None,
        years=totals_by_year(supporter.id),
        plans=[shown_plan(plan) for plan in plans_of_supporter(supporter.id)],
    )
