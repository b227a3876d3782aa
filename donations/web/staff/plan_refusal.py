"""A change of a regular gift was not made: somebody here has seen to it."""

from flask.typing import ResponseReturnValue
from flask_babel import gettext

from donations.core.errors import NotFound
from donations.recurring.queries import changes_of
from donations.recurring.reasons import ChangeKind
from donations.recurring.refuse_change import see_refusal
from donations.reporting.plan_facts import found_plan
from donations.staff.permissions import Permission
from donations.web.staff.blueprint import blueprint
from donations.web.staff.gift_act import ActPage
from donations.web.staff.gift_forms import WhyForm
from donations.web.staff.guard import current_staff, needs
from donations.web.staff.machine_act import Back, act
from donations.web.staff.plan_act import back_url
from donations.web.staff.plan_change_words import problem_word
from donations.web.staff.plan_words import CHANGES


@blueprint.route("/plans/<reference>/changes/<int:number>/seen", methods=("GET", "POST"))
@needs(Permission.EDIT)
def see_plan_refusal(reference: str, number: int) -> ResponseReturnValue:
    """It leaves the list of what waits for a person. Raises `NotFound` for what nobody asked for."""
    plan, by, form = found_plan(reference), current_staff().id, WhyForm()
    change = next((each for each in changes_of(plan.id) if each.number == number and each.refused_at), None)
    if change is None:
        raise NotFound("There is no such change of this regular gift.")
    page = ActPage(
        title=gettext("A change that was not made"),
        sentence=gettext(
            "%(what)s: %(why)s. Say what is done about it; then it no longer waits for a person. Nothing else happens.",
            what=str(CHANGES[ChangeKind(change.kind)]),
            why=problem_word(change.problem),
        ),
        button=gettext("I have seen to it"),
        done=gettext("Noted."),
        tone="warn",
    )
    back = Back(back_url(plan.reference), gettext("Back to the regular gift"), f"{plan.reference} · {plan.donor_name}")
    return act(form, page, back, lambda: see_refusal(found_plan(reference), number, by=by, note=form.reason.data or ""))
