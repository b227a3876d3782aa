"""One regular gift: how it stands, what comes next, what happened, and what somebody of this role may do."""

from collections.abc import Iterator
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext

from donations.funds.queries import all_funds
from donations.recurring.changes.change_request import dates_to_choose
from donations.recurring.models import RecurringPlan
from donations.recurring.states import PlanKind
from donations.reporting.plan_page.facts import PlanFacts, plan_facts
from donations.staff.permissions import Permission, may
from donations.web.staff.blueprint import blueprint
from donations.web.staff.donations.page import Act
from donations.web.staff.guard import current_staff, needs
from donations.web.staff.labels import plans as words
from donations.web.staff.labels.letters import kind_word
from donations.web.staff.plans.timeline import story_in_words
from donations.web.staff.plans.words import ChangeWords, problem_word, state_sentence, step_sentences
from donations.web.staff.shared.way_back import dashboard_url

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
        "staff/plan.html",
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
        "simulator": None
        if _is_by_bank(plan)
        else url_for("staff.simulate_regular_donation", reference=plan.reference),
        "provider": dashboard_url("subscriptions", plan.provider_plan_id),
    }
