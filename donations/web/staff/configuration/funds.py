"""The funds: what donations may be used for, in the order of the form, with what each has received."""

from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from donations.core import clock
from donations.desk.arranging import campaigns as arrange_campaigns
from donations.desk.arranging import funds as arrange_funds
from donations.funds.models import Campaign, Fund
from donations.funds.queries import all_funds, campaign_by_id, campaigns_with_goals, fund_by_id, open_funds
from donations.organisation.queries import the_organisation
from donations.reporting.figures.figures import (
    campaigns_with_donations,
    figures_by_campaign,
    figures_by_fund,
    funds_with_donations,
)
from donations.staff.permissions import Permission
from donations.web.staff.configuration.forms import CampaignForm, FundForm, NewCampaignForm, NewFundForm
from donations.web.staff.guard import blueprint, current_staff, needs
from donations.web.staff.shared.act_page import is_saved, press, status

_LIST = "staff.funds"
_DIRECTIONS = {"up": True, "down": False}


@blueprint.get("/funds")
@needs(Permission.ARRANGE)
def funds() -> str:
    """All of them; closed ones too."""
    return render_template("staff/configuration/funds.html", funds=all_funds(), figures=figures_by_fund())


@blueprint.route("/funds/new", methods=("GET", "POST"))
@needs(Permission.ARRANGE)
def new_fund() -> ResponseReturnValue:
    """One more, last in the form."""
    form, by = NewFundForm(), current_staff().id
    if is_saved(form, lambda: arrange_funds.add_fund(form.to_slug(), form.names(), by=by)):
        return redirect(url_for(_LIST), 303)
    return render_template("staff/configuration/fund.html", form=form, fund=None), status()


@blueprint.route("/funds/<uuid:fund_id>", methods=("GET", "POST"))
@needs(Permission.ARRANGE)
def fund(fund_id: UUID) -> ResponseReturnValue:
    """Its names, and what can be done with it."""
    form, by = FundForm.of(fund_by_id(fund_id)), current_staff().id
    if is_saved(form, lambda: arrange_funds.rename_fund(fund_id, form.names(), by=by)):
        return redirect(url_for(_LIST), 303)
    return _page(form, fund_by_id(fund_id)), status()


@blueprint.post("/funds/<uuid:fund_id>/move")
@needs(Permission.ARRANGE)
def move_fund(fund_id: UUID) -> ResponseReturnValue:
    """One place up or down."""
    direction, by = request.form.get("direction"), current_staff().id
    if direction not in _DIRECTIONS:
        abort(400)
    is_up = _DIRECTIONS[direction]
    return press(
        lambda: arrange_funds.move_fund(fund_id, up=is_up, by=by), url_for(_LIST), gettext("The order is changed.")
    )


@blueprint.post("/funds/<uuid:fund_id>/close")
@needs(Permission.ARRANGE)
def close_fund(fund_id: UUID) -> ResponseReturnValue:
    """Out of the form; its donations stay."""
    by, page = current_staff().id, url_for("staff.fund", fund_id=fund_id)
    return press(lambda: arrange_funds.close_fund(fund_id, by=by), page, gettext("The fund is closed."))


@blueprint.post("/funds/<uuid:fund_id>/reopen")
@needs(Permission.ARRANGE)
def reopen_fund(fund_id: UUID) -> ResponseReturnValue:
    """Back in the form."""
    by, page = current_staff().id, url_for("staff.fund", fund_id=fund_id)
    return press(lambda: arrange_funds.reopen_fund(fund_id, by=by), page, gettext("The fund is open again."))


@blueprint.post("/funds/<uuid:fund_id>/delete")
@needs(Permission.ARRANGE)
def delete_fund(fund_id: UUID) -> ResponseReturnValue:
    """Only one that nothing was ever given to."""
    by = current_staff().id
    return press(lambda: arrange_funds.delete_fund(fund_id, by=by), url_for(_LIST), gettext("The fund is deleted."))


def _page(form: FundForm, fund: Fund) -> str:
    return render_template(
        "staff/configuration/fund.html",
        form=form,
        fund=fund,
        figures=figures_by_fund().get(fund.id, ()),
        has_donations=fund.id in funds_with_donations(),
    )


_CAMPAIGN_LIST = "staff.campaigns"


@blueprint.get("/campaigns")
@needs(Permission.ARRANGE)
def campaigns() -> str:
    """All of them, the newest first; closed ones too."""
    return render_template(
        "staff/configuration/campaigns.html",
        campaigns=campaigns_with_goals(),
        figures=figures_by_campaign(),
        state=_state,
    )


@blueprint.route("/campaigns/new", methods=("GET", "POST"))
@needs(Permission.ARRANGE)
def new_campaign() -> ResponseReturnValue:
    """One more."""
    form, by = NewCampaignForm(open_funds(), [*the_organisation().currencies]), current_staff().id
    if is_saved(form, lambda: arrange_campaigns.add_campaign(form.to_slug(), form.to_facts(), by=by)):
        return redirect(url_for(_CAMPAIGN_LIST), 303)
    return render_template("staff/configuration/campaign.html", form=form, campaign=None), status()


@blueprint.route("/campaigns/<uuid:campaign_id>", methods=("GET", "POST"))
@needs(Permission.ARRANGE)
def campaign(campaign_id: UUID) -> ResponseReturnValue:
    """What its page says, and what can be done with it."""
    by, codes = current_staff().id, [*the_organisation().currencies]
    form = CampaignForm.of(campaign_by_id(campaign_id), open_funds(), codes)
    if is_saved(form, lambda: arrange_campaigns.change_campaign(campaign_id, form.to_facts(), by=by)):
        return redirect(url_for(_CAMPAIGN_LIST), 303)
    return _campaign_page(form, campaign_by_id(campaign_id)), status()


@blueprint.post("/campaigns/<uuid:campaign_id>/close")
@needs(Permission.ARRANGE)
def close_campaign(campaign_id: UUID) -> ResponseReturnValue:
    """Its page ends."""
    by, page = current_staff().id, url_for("staff.campaign", campaign_id=campaign_id)
    done = gettext("The campaign is closed.")
    return press(lambda: arrange_campaigns.close_campaign(campaign_id, by=by), page, done)


@blueprint.post("/campaigns/<uuid:campaign_id>/reopen")
@needs(Permission.ARRANGE)
def reopen_campaign(campaign_id: UUID) -> ResponseReturnValue:
    """Its page is there again."""
    by, page = current_staff().id, url_for("staff.campaign", campaign_id=campaign_id)
    done = gettext("The campaign is open again.")
    return press(lambda: arrange_campaigns.reopen_campaign(campaign_id, by=by), page, done)


@blueprint.post("/campaigns/<uuid:campaign_id>/delete")
@needs(Permission.ARRANGE)
def delete_campaign(campaign_id: UUID) -> ResponseReturnValue:
    """Only one that brought no donation."""
    by, done = current_staff().id, gettext("The campaign is deleted.")
    return press(lambda: arrange_campaigns.delete_campaign(campaign_id, by=by), url_for(_CAMPAIGN_LIST), done)


def _state(campaign: Campaign) -> str:
    """`open`, `waiting` for its first day, `over`, or `closed` by staff."""
    today = clock.local_date(clock.now(), the_organisation().zone)
    if campaign.closed_at:
        return "closed"
    if campaign.is_open_on(today):
        return "open"
    return "over" if campaign.is_over_on(today) else "waiting"


def _campaign_page(form: CampaignForm, campaign: Campaign) -> str:
    return render_template(
        "staff/configuration/campaign.html",
        form=form,
        campaign=campaign,
        state=_state(campaign),
        figures=figures_by_campaign().get(campaign.id, ()),
        has_donations=campaign.id in campaigns_with_donations(),
    )
