"""Record a gift that came by hand."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from donations.desk.record_once import record_once
from donations.funds.queries import all_campaigns, open_funds
from donations.giving.models import Donation
from donations.organisation.queries import the_organisation
from donations.recurring.queries import instalment_of_gift
from donations.staff.permissions import Permission
from donations.web.filters import day
from donations.web.staff.blueprint import blueprint
from donations.web.staff.gift_record_form import RecordGiftForm
from donations.web.staff.guard import current_staff, needs
from donations.web.staff.record_frame import (
    Told,
    first_values,
    recorded_once,
    supporter_asked_for,
    supporter_id_of,
)


@blueprint.route("/donations/new", methods=("GET", "POST"))
@needs(Permission.EDIT)
def record_gift() -> ResponseReturnValue:
    """For somebody new, or for the supporter named in the address."""
    supporter, by, organisation = supporter_asked_for(), current_staff().id, the_organisation()
    form = RecordGiftForm(
        organisation, open_funds(), all_campaigns(), **first_values(organisation, supporter, "received_on")
    )
    supporter_id = supporter_id_of(supporter)
    return recorded_once(
        form,
        lambda: render_template("staff/record.html", form=form, supporter=supporter),
        lambda ticket: _told(record_once(form.to_gift(supporter_id), ticket, by=by)),
    )


def _told(donation: Donation) -> Told:
    instalment = instalment_of_gift(donation.id)
    told = gettext("The gift is recorded; its receipt is being made.")
    if instalment:
        told = gettext(
            "The gift is recorded, as the instalment of %(day)s of the standing order %(plan)s; its receipt is being "
            "made.",
            day=day(instalment.period_start),
            plan=instalment.plan.reference,
        )
    return told, url_for("staff.donation", reference=donation.reference)
