"""The campaigns: pages of their own that ask for one fund, with what each has brought."""

from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from donations.core import clock
from donations.desk.arranging import campaigns as arrange_campaigns
from donations.funds.models import Campaign
from donations.funds.queries import campaign_by_id, campaigns_with_goals, open_funds
from donations.organisation.queries import the_organisation
from donations.reporting.figures.figures import campaigns_with_donations, figures_by_campaign
from donations.staff.permissions import Permission
from donations.web.staff.blueprint import blueprint
from donations.web.staff.configuration.forms import CampaignForm, NewCampaignForm
from donations.web.staff.guard import current_staff, needs
from donations.web.staff.shared.saving import is_saved, press, status

_LIST = "staff.campaigns"


@blueprint.get("/campaigns")
@needs(Permission.ARRANGE)
def campaigns() -> str:
    """All of them, the newest first; closed ones too."""
    return render_template(
        "staff/campaigns.html", campaigns=campaigns_with_goals(), figures=figures_by_campaign(), state=_state
    )


@blueprint.route("/campaigns/new", methods=("GET", "POST"))
@needs(Permission.ARRANGE)
def new_campaign() -> ResponseReturnValue:
    """One more."""
    form, by = NewCampaignForm(open_funds(), [*the_organisation().currencies]), current_staff().id
    if is_saved(form, lambda: arrange_campaigns.add_campaign(form.to_slug(), form.to_facts(), by=by)):
        return redirect(url_for(_LIST), 303)
    return render_template("staff/campaign.html", form=form, campaign=None), status()


@blueprint.route("/campaigns/<uuid:campaign_id>", methods=("GET", "POST"))
@needs(Permission.ARRANGE)
def campaign(campaign_id: UUID) -> ResponseReturnValue:
    """What its page says, and what can be done with it."""
    by, codes = current_staff().id, [*the_organisation().currencies]
    form = CampaignForm.of(campaign_by_id(campaign_id), open_funds(), codes)
    if is_saved(form, lambda: arrange_campaigns.change_campaign(campaign_id, form.to_facts(), by=by)):
        return redirect(url_for(_LIST), 303)
    return _page(form, campaign_by_id(campaign_id)), status()


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
    """Only one that brought no gift."""
    by, done = current_staff().id, gettext("The campaign is deleted.")
    return press(lambda: arrange_campaigns.delete_campaign(campaign_id, by=by), url_for(_LIST), done)


def _state(campaign: Campaign) -> str:
    """`open`, `waiting` for its first day, `over`, or `closed` by staff."""
    today = clock.local_date(clock.now(), the_organisation().zone)
    if campaign.closed_at:
        return "closed"
    if campaign.is_open_on(today):
        return "open"
    return "over" if campaign.is_over_on(today) else "waiting"


def _page(form: CampaignForm, campaign: Campaign) -> str:
    return render_template(
        "staff/campaign.html",
        form=form,
        campaign=campaign,
        state=_state(campaign),
        figures=figures_by_campaign().get(campaign.id, ()),
        has_donations=campaign.id in campaigns_with_donations(),
    )
