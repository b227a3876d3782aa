"""Record a standing order or a pledge, and each instalment of it that came."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from donations.core.errors import Refused
from donations.desk.record_plan_once import record_plan_once
from donations.funds.queries import all_campaigns, open_funds
from donations.organisation.queries import the_organisation
from donations.recurring.record_instalment import record_instalment as record_what_came
from donations.recurring.states import PlanKind
from donations.reporting.plan_facts import found_plan
from donations.staff.permissions import Permission
from donations.web.staff.blueprint import blueprint
from donations.web.staff.gift_act import ActPage
from donations.web.staff.guard import current_staff, needs
from donations.web.staff.machine_act import Back, act
from donations.web.staff.plan_act import back_url
from donations.web.staff.plan_forms import InstalmentForm
from donations.web.staff.plan_record_form import RecordPlanForm
from donations.web.staff.record_frame import (
    Told,
    first_values,
    recorded_once,
    supporter_asked_for,
    supporter_id_of,
)

_BOTH = ("GET", "POST")


@blueprint.route("/plans/new", methods=_BOTH)
@needs(Permission.EDIT)
def record_plan() -> ResponseReturnValue:
    """For somebody new, or for the supporter named in the address."""
    supporter, by, organisation = supporter_asked_for(), current_staff().id, the_organisation()
    form = RecordPlanForm(
        organisation, open_funds(), all_campaigns(), **first_values(organisation, supporter, "first_on")
    )
    supporter_id = supporter_id_of(supporter)

    def record(ticket: str) -> Told:
        plan = record_plan_once(form.to_new_plan(supporter_id), ticket, by=by)
        return gettext("It is recorded. Record each instalment as it comes."), back_url(plan.reference)

    return recorded_once(
        form, lambda: render_template("staff/plan_record.html", form=form, supporter=supporter), record
    )


@blueprint.route("/plans/<reference>/instalment", methods=_BOTH)
@needs(Permission.EDIT)
def record_instalment(reference: str) -> ResponseReturnValue:
    """Of a standing order, once for each of its dates."""
    plan, by = found_plan(reference), current_staff().id
    reference = plan.reference
    if plan.kind != PlanKind.STANDING_ORDER:
        raise Refused("This regular gift is collected by the payment provider, which tells of each instalment.")
    form = InstalmentForm(plan, the_organisation().zone)
    page = ActPage(
        title=gettext("Record an instalment"),
        sentence=gettext(
            "You vouch for money that came from %(name)s. It counts as a gift from the day it came; its receipt is "
            "issued at once, and sent when there is an address.",
            name=plan.donor_name,
        ),
        button=gettext("Record the instalment"),
        done=gettext("The instalment is recorded; its receipt is being made."),
        tone="warn",
    )
    back = Back(back_url(reference), gettext("Back to the regular gift"), f"{reference} · {plan.donor_name}")
    return act(form, page, back, lambda: record_what_came(found_plan(reference), form.to_came_in(), by=by))
