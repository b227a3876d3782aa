"""What staff do to a plan on the supporter's behalf: each on a page that says exactly what will happen."""

from collections.abc import Callable

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from donations.core.errors import NotFound
from donations.funds.queries import open_funds
from donations.recurring.changes import change_request
from donations.recurring.changes.change_request import ChangeRequest
from donations.recurring.changes.record_change import see_refusal
from donations.recurring.changes.request_change import Requester, ask_for_change
from donations.recurring.models import RecurringPlan
from donations.recurring.queries import changes_of
from donations.recurring.reasons import ChangeKind, RequestedBy
from donations.recurring.states import Interval, PlanKind
from donations.reporting.plan_page.facts import found_plan
from donations.staff.permissions import Permission
from donations.web.filters import day, money
from donations.web.forms import BaseForm
from donations.web.pause_notice import with_pause_notice
from donations.web.staff.donations.forms import WhyForm
from donations.web.staff.guard import blueprint, current_staff, needs
from donations.web.staff.labels.plans import CHANGES, each_time
from donations.web.staff.plans.forms import PauseForm, PlanAmountForm, PlanDateForm, PlanFundForm, PlanIntervalForm
from donations.web.staff.plans.words import problem_word
from donations.web.staff.shared.act_page import ActPage, Back, act

_BOTH = ("GET", "POST")


@blueprint.route("/plans/<reference>/amount", methods=_BOTH)
@needs(Permission.EDIT)
def change_plan_amount(reference: str) -> ResponseReturnValue:
    """From the next instalment on."""
    plan = found_plan(reference)
    form = PlanAmountForm(plan)
    sentence = gettext(
        "Now it is %(each)s. Each instalment from the next one on is what you write here.", each=_each(plan)
    )
    page = _page(plan, gettext("Change the amount"), sentence)
    return _ask(plan, form, page, lambda: change_request.amount(form.money, form.costs_money))


@blueprint.route("/plans/<reference>/interval", methods=_BOTH)
@needs(Permission.EDIT)
def change_plan_interval(reference: str) -> ResponseReturnValue:
    """From the next date on."""
    plan = found_plan(reference)
    form = PlanIntervalForm(plan)
    sentence = gettext(
        "Now it is %(each)s. The next date stays as it is; those after it follow the new rhythm. The amount of an "
        "instalment stays, too.",
        each=_each(plan),
    )
    page = _page(plan, gettext("Change the rhythm"), sentence)
    return _ask(plan, form, page, lambda: change_request.interval(Interval(form.interval.data)))


@blueprint.route("/plans/<reference>/date", methods=_BOTH)
@needs(Permission.EDIT)
def change_plan_date(reference: str) -> ResponseReturnValue:
    """Never into a time that is paid for."""
    plan = found_plan(reference)
    form, may_be = PlanDateForm(plan), change_request.dates_to_choose(plan)
    sentence = gettext("There is no next date that could be moved. Please end the pause first.")
    if may_be:
        sentence = gettext(
            "The next instalment moves to another day, from %(first)s to %(last)s; those after it are counted from it.",
            first=day(may_be[0]),
            last=day(may_be[1]),
        )
    return _ask(
        plan,
        form,
        _page(plan, gettext("Move the next date"), sentence),
        lambda: change_request.next_collection(form.day),
    )


@blueprint.route("/plans/<reference>/fund", methods=_BOTH)
@needs(Permission.EDIT)
def change_plan_fund(reference: str) -> ResponseReturnValue:
    """Of the donations to come."""
    plan, funds = found_plan(reference), open_funds()
    form = PlanFundForm(plan, funds)
    sentence = gettext("The gifts to come are for the fund you choose. Those that came stay where they are.")
    slugs = {fund.slug: fund.id for fund in funds}
    page = _page(plan, gettext("Change the fund"), sentence)
    return _ask(plan, form, page, lambda: change_request.fund(slugs[form.fund.data]))


@blueprint.route("/plans/<reference>/pause", methods=_BOTH)
@needs(Permission.EDIT)
def pause_plan(reference: str) -> ResponseReturnValue:
    """For some months."""
    plan = found_plan(reference)
    form = PauseForm(plan)
    sentence = gettext(
        "Nothing is collected for as long as you choose, counted from today. Then it "
        "resumes by itself, on its usual day. Skipped gifts are not collected later."
    )
    page = _page(plan, gettext("Pause it"), with_pause_notice(sentence, plan))
    return _ask(plan, form, page, lambda: change_request.pause(int(form.months.data)))


@blueprint.route("/plans/<reference>/skip", methods=_BOTH)
@needs(Permission.EDIT)
def skip_plan(reference: str) -> ResponseReturnValue:
    """Once."""
    plan, form = found_plan(reference), WhyForm()
    sentence = gettext("There is no next gift to skip.")
    if plan.next_on:
        what = {"amount": money(plan.amount), "day": day(plan.next_on)}
        sentence = gettext(
            "%(amount)s of %(day)s is skipped and not collected later. Later gifts are collected as usual.", **what
        )
        sentence = with_pause_notice(sentence, plan)
    return _ask(plan, form, _page(plan, gettext("Skip the next gift"), sentence), change_request.leave_out)


@blueprint.route("/plans/<reference>/resume", methods=_BOTH)
@needs(Permission.EDIT)
def resume_plan(reference: str) -> ResponseReturnValue:
    """Before its time is over."""
    plan, form = found_plan(reference), WhyForm()
    sentence = gettext("The pause ends now: %(each)s again, from the next usual day on.", each=_each(plan))
    return _ask(plan, form, _page(plan, gettext("End the pause"), sentence), change_request.resume)


@blueprint.route("/plans/<reference>/cancel", methods=_BOTH)
@needs(Permission.REFUND)
def cancel_plan(reference: str) -> ResponseReturnValue:
    """For good."""
    plan, form = found_plan(reference), WhyForm()
    if plan.kind == PlanKind.STANDING_ORDER:
        title = gettext("End the standing order")
        sentence = gettext(
            "No instalment is expected any more. The bank of %(name)s hears nothing of this: only they can stop the "
            "order there. It cannot be begun again, but a new one can be recorded.",
            name=plan.donor_name,
        )
    else:
        title = gettext("Cancel the regular gift")
        sentence = gettext(
            "Nothing is collected from %(name)s any more, neither what is due nor what is failing. What came stays. It "
            "cannot be begun again: only %(name)s can give a card anew.",
            name=plan.donor_name,
        )
    return _ask(plan, form, _page(plan, title, sentence, tone="danger"), change_request.cancel)


def _each(plan: RecurringPlan) -> str:
    return each_time(plan.amount, plan.interval)


def _page(plan: RecurringPlan, title: str, sentence: str, tone: str = "warn") -> ActPage:
    """What all of them have in common: who hears of it, and when it is in force."""
    details = gettext("%(name)s is told by letter.", name=plan.donor_name) if plan.donor_email else ""
    done = gettext("It is in force.")
    if plan.kind == PlanKind.CARD:
        done = gettext("The payment provider is being asked; the page shows when it has agreed.")
    return ActPage(title=title, sentence=f"{sentence} {details}".strip(), button=title, done=done, tone=tone)


def _ask(plan: RecurringPlan, form: BaseForm, page: ActPage, wish: Callable[[], ChangeRequest]) -> ResponseReturnValue:
    """Show the page, or ask for the change and go back to the plan."""
    reference, by = plan.reference, current_staff().id
    back = Back(back_url(reference), gettext("Back to the regular gift"), plan.donor_name, reference)

    def do() -> None:
        asker = Requester(RequestedBy.STAFF, by, form["reason"].data or "")
        ask_for_change(found_plan(reference), wish(), asker)

    return act(form, page, back, do)


def back_url(reference: str) -> str:
    """The page of the plan."""
    return url_for("staff.plan", reference=reference)


@blueprint.route("/plans/<reference>/changes/<int:number>/seen", methods=("GET", "POST"))
@needs(Permission.EDIT)
def see_plan_refusal(reference: str, number: int) -> ResponseReturnValue:
    """It leaves the list of what needs attention. Raises `NotFound` for what nobody asked for."""
    plan, by, form = found_plan(reference), current_staff().id, WhyForm()
    change = next((each for each in changes_of(plan.id) if each.number == number and each.refused_at), None)
    if change is None:
        raise NotFound("There is no such change of this regular gift.")
    page = ActPage(
        title=gettext("A change that was not made"),
        sentence=gettext(
            "%(what)s: %(why)s. Note what was done; it then no longer needs attention. Nothing else happens.",
            what=str(CHANGES[ChangeKind(change.kind)]),
            why=problem_word(change.problem),
        ),
        button=gettext("Mark as handled"),
        done=gettext("Noted."),
        tone="warn",
    )
    back = Back(back_url(plan.reference), gettext("Back to the regular gift"), plan.donor_name, plan.reference)
    return act(form, page, back, lambda: see_refusal(found_plan(reference), number, by=by, note=form.reason.data or ""))
