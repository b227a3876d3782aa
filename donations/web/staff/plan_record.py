"""Record a standing order or a pledge, and each instalment of it that came."""

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from donations.core import clock
from donations.core.database import transaction
from donations.core.errors import DonationsError, NotFound, Refused
from donations.desk.record_plan_once import record_plan_once
from donations.desk.tickets import checked_ticket, new_ticket
from donations.funds.queries import all_campaigns, open_funds
from donations.organisation.queries import the_organisation
from donations.recurring.record_instalment import record_instalment as record_what_came
from donations.recurring.states import PlanKind
from donations.reporting.plan_facts import found_plan
from donations.staff.permissions import Permission
from donations.supporters.models import Supporter
from donations.web.language import translate_message
from donations.web.staff.blueprint import blueprint
from donations.web.staff.gift_act import ActPage
from donations.web.staff.gift_record import supporter_asked_for, supporter_id_of
from donations.web.staff.guard import current_staff, needs
from donations.web.staff.machine_act import Back, act
from donations.web.staff.plan_act import back_url
from donations.web.staff.plan_forms import InstalmentForm
from donations.web.staff.plan_record_form import RecordPlanForm

_BOTH = ("GET", "POST")


@blueprint.route("/plans/new", methods=_BOTH)
@needs(Permission.EDIT)
def record_plan() -> ResponseReturnValue:
    """For somebody new, or for the supporter named in the address."""
    supporter, by = supporter_asked_for(), current_staff().id
    form = _form(supporter)
    if request.method != "POST":
        return _page(form, supporter)
    form.refuse_strangers()
    if form.validate():
        try:
            with transaction():
                new = form.to_new_plan(supporter_id_of(supporter))
                reference = record_plan_once(new, checked_ticket(form.ticket.data or ""), by=by).reference
        except NotFound:
            raise
        except DonationsError as refusal:
            form.form_errors.append(translate_message(refusal.message, refusal.parameters))
            form.ticket.data = new_ticket()
        else:
            flash(gettext("It is recorded. Record each instalment as it comes."))
            return redirect(back_url(reference), 303)
    return _page(form, supporter), 422


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


def _form(supporter: Supporter | None) -> RecordPlanForm:
    organisation = the_organisation()
    known = {"name": supporter.name, "email": supporter.email, "language": supporter.language} if supporter else {}
    start = {
        "ticket": "" if request.method == "POST" else new_ticket(),
        "language": organisation.default_language,
        "first_on": clock.local_date(clock.now(), organisation.zone).isoformat(),
        "country": organisation.country,
        **known,
    }
    return RecordPlanForm(organisation, open_funds(), all_campaigns(), **start)


def _page(form: RecordPlanForm, supporter: Supporter | None) -> str:
    return render_template("staff/plan_record.html", form=form, supporter=supporter)
