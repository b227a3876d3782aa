"""One plan: how it stands, what comes next, what happened, and what somebody of this role may do."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from donations.core.database import session
from donations.core.errors import NotFound
from donations.desk.letters import send_plan_letter_again
from donations.funds.queries import all_funds
from donations.mail.models import Letter
from donations.recurring.changes.change_request import dates_to_choose
from donations.recurring.letters.resend_plan_letter import plan_of_letter
from donations.recurring.letters.write_plan_letter import KINDS
from donations.recurring.models import RecurringPlan
from donations.recurring.plan.donor import correct_donor
from donations.recurring.states import PlanKind
from donations.reporting.plan_page.facts import PlanFacts, found_plan, plan_facts
from donations.staff.permissions import Permission, may
from donations.web.forms import BaseForm
from donations.web.forms import lazy as _
from donations.web.staff.donations.forms import WhyForm
from donations.web.staff.donations.page import Act
from donations.web.staff.guard import blueprint, current_staff, dashboard_url, needs
from donations.web.staff.labels import plans as words
from donations.web.staff.labels.events import kind_word
from donations.web.staff.plans.words import ChangeWords, problem_word, state_sentence, step_sentences, story_in_words
from donations.web.staff.shared.act_page import ActPage, Back, act
from donations.web.staff.shared.fields import email_line, why

_SHOWN = 36  # instalments: three years of months


@blueprint.get("/plans/<reference>")
@needs(Permission.VIEW)
def plan(reference: str) -> str:
    """By its reference, as somebody reads it aloud."""
    facts = plan_facts(reference)
    found, changes = facts.plan, ChangeWords(facts.plan, facts.names, lambda: [*all_funds()])
    shown = facts.instalments if "all" in request.args else facts.instalments[:_SHOWN]
    are_more = len(shown) < len(facts.instalments)
    return render_template(
        "staff/plans/page.html",
        facts=facts,
        plan=found,
        each_time=words.each_time(found.amount, found.interval),
        sentence=state_sentence(facts),
        steps=step_sentences(facts),
        refused=list(_refused(facts, changes)),
        under_way=[(changes.what(each), changes.who(each)) for each in facts.open_changes],
        story=story_in_words(facts, changes),
        acts=list(_acts(found)),
        instalments=shown,
        all_url=url_for("staff.plan", reference=found.reference, all=1) if are_more else None,
        links=_links(facts),
        card=words.card_word(found.card),
        expires=words.expiry_word(found.card),
        letter_word=kind_word,
        kind=words.kind_word(found.kind),
        state=words.state_of(found),
    )


def _refused(facts: PlanFacts, words: ChangeWords) -> Iterator[tuple[str, str, str]]:
    """What was wanted, why it was not made, and where somebody says what is done about it."""
    for change in facts.unseen_refusals:
        url = url_for("staff.see_plan_refusal", reference=facts.plan.reference, number=change.number)
        yield words.what(change), problem_word(change.problem), url


def _acts(plan: RecurringPlan) -> Iterator[Act]:
    """What the state of the plan allows, of what the role allows."""
    role, reference = current_staff().role, plan.reference
    if plan.is_over:
        return
    if may(role, Permission.EDIT):
        for label, endpoint in _changes(plan):
            yield Act(label, url_for(f"staff.{endpoint}", reference=reference))
    if may(role, Permission.REFUND):
        label = gettext("End the standing order") if _is_by_bank(plan) else gettext("Cancel it")
        yield Act(label, url_for("staff.cancel_plan", reference=reference))


def _changes(plan: RecurringPlan) -> Iterator[tuple[str, str]]:
    if _is_by_bank(plan):
        yield gettext("Record an instalment"), "record_instalment"
    yield gettext("Change the amount"), "change_plan_amount"
    yield gettext("Change the rhythm"), "change_plan_interval"
    if dates_to_choose(plan):
        yield gettext("Move the next date"), "change_plan_date"
    yield gettext("Change the fund"), "change_plan_fund"
    if plan.next_on and not plan.is_paused:
        yield gettext("Skip the next gift"), "skip_plan"
    yield gettext("Correct the address"), "correct_plan_address"
    if plan.is_paused:
        yield gettext("End the pause"), "resume_plan"
    else:
        yield gettext("Pause it"), "pause_plan"


def _is_by_bank(plan: RecurringPlan) -> bool:
    return plan.kind == PlanKind.STANDING_ORDER


def _links(facts: PlanFacts) -> dict[str, Any]:
    plan = facts.plan
    known = plan.supporter_id
    return {
        "supporter": url_for("staff.supporter", supporter_id=known) if known else None,
        "simulator": None if _is_by_bank(plan) else url_for("staff.plan_simulator", reference=plan.reference),
        "provider": dashboard_url("subscriptions", plan.provider_plan_id),
    }


_BOTH = ("GET", "POST")


class AddressForm(BaseForm):
    """Where letters about it go from now on."""

    to = email_line(_("E-mail address"), is_needed=True)
    reason = why(_("Reason"))


@blueprint.route("/plans/<reference>/letters/<uuid:letter_id>/resend", methods=_BOTH)
@needs(Permission.REVIEW)
def resend_plan_letter(reference: str, letter_id: UUID) -> ResponseReturnValue:
    """Once more, to the same address."""
    plan, letter = found_plan(reference), session.get(Letter, letter_id)
    if letter is None or letter.kind not in KINDS or plan_of_letter(letter).id != plan.id:
        raise NotFound("There is no such letter about this regular gift.")
    return ask_to_resend(letter, _back(plan))


def ask_to_resend(letter: Letter, back: Back, known: str = "") -> ResponseReturnValue:
    """The page of it, and the act; from wherever one came. `known`: what there is to say of the letter before it."""
    plan, by, letter_id, form = plan_of_letter(letter), current_staff().id, letter.id, WhyForm()
    again = gettext(
        "The letter is sent once more, in the words of today, to %(to)s: the address of the regular gift. It goes to "
        "no other, for whoever reads it can change or end the regular gift. If the address is wrong, correct it on "
        "the page of the regular gift first.",
        to=plan.donor_email or "–",
    )
    page = ActPage(
        title=gettext("Send “%(letter)s” again", letter=kind_word(letter.kind)),
        sentence=f"{known} {again}".strip(),
        button=gettext("Send the letter"),
        done=gettext("The letter is on its way."),
        tone="warn",
    )
    return act(
        form,
        page,
        back,
        lambda: send_plan_letter_again(session.get_one(Letter, letter_id), by=by, reason=form.reason.data or ""),
    )


@blueprint.route("/plans/<reference>/address", methods=_BOTH)
@needs(Permission.EDIT)
def correct_plan_address(reference: str) -> ResponseReturnValue:
    """Of its letters to come."""
    plan, by = found_plan(reference), current_staff().id
    form = AddressForm(to=plan.donor_email)
    page = ActPage(
        title=gettext("Correct the address"),
        sentence=gettext(
            "Letters about this regular gift go to this address from now on. Whoever reads them can change or end it; "
            "the links in letters sent before open nothing any more. The supporter signs in with the same address as "
            "before."
        ),
        button=gettext("Save"),
        done=gettext("The address is corrected."),
        tone="warn",
    )
    return act(
        form,
        page,
        _back(plan),
        lambda: correct_donor(found_plan(reference), form.to.data or "", by=by, reason=form.reason.data or ""),
    )


def _back(plan: RecurringPlan) -> Back:
    url = url_for("staff.plan", reference=plan.reference)
    return Back(url, gettext("Back to the regular gift"), plan.donor_name, plan.reference)
