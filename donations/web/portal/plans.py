"""Plans: one's own after signing in, and one alone behind the link in a letter about it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

import structlog
from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select

from donations.core import clock
from donations.core.database import session, transaction
from donations.core.errors import NotFound, Refused
from donations.core.installation import installation
from donations.organisation.queries import the_organisation
from donations.payments.gateway import GatewayRefused, GatewayUnreachable
from donations.recurring.changes.change_card import card_request_for, record_card_page, start_card_change
from donations.recurring.changes.request_change import Requester, ask_for_change
from donations.recurring.dunning.failing_now import failing_now
from donations.recurring.models import RecurringPlan
from donations.recurring.plan.outlook import form_for_the_same
from donations.recurring.queries import cancelling_of, instalments_of, lately_refused, open_changes, plan_by_id
from donations.recurring.reasons import EndReason, RequestedBy
from donations.recurring.states import PlanKind
from donations.web.app_context import tools
from donations.web.language import current_language, translate_message, use_language
from donations.web.portal.forms import PressForm
from donations.web.portal.guard import blueprint, by_token, current_supporter, for_supporters
from donations.web.portal.plan_acts import CARD, act_words, offered_acts
from donations.web.portal.plan_forms import FORMS
from donations.web.portal.plan_words import (
    ENDING,
    WHY_ENDED,
    change_word,
    failing_word,
    instalment_word,
    refusal_word,
    shown_plan,
)

log = structlog.get_logger()
_MOST_SHOWN = 24


@dataclass(frozen=True, slots=True)
class AccessPath:
    """Which plan, and how its pages are addressed: `url(act)` of one act, `url(None)` of the plan itself."""

    plan_id: UUID
    url: Callable[..., str]


def plan_page(way: AccessPath) -> str:
    """How it stands, what is being changed, what may be changed, what was collected."""
    plan = plan_by_id(way.plan_id)
    is_ending = not plan.is_over and cancelling_of(plan.id) is not None
    failing = None if is_ending else failing_now(plan, was_card_given=request.args.get("done") == "card")
    return render_template(
        "portal/plan.html",
        plan=shown_plan(plan, failing) | ({"state": ENDING, "mark": "processing"} if is_ending else {}),
        is_ending=is_ending,
        acts=[] if is_ending else [(act_words(act, plan).label, way.url(act)) for act in offered_acts(plan)],
        pending=[change_word(plan, change) for change in open_changes(plan.id)],
        refused=[(change_word(plan, change), refusal_word(change)) for change in lately_refused(plan)],
        failing=failing,
        failing_word=failing_word(failing) if failing else "",
        card_url=way.url(CARD) if CARD in offered_acts(plan) else None,
        instalments=[(each, *instalment_word(each, failing)) for each in instalments_of(plan.id)[:_MOST_SHOWN]],
        page_url=way.url(None),
        **_end(plan),
    )


def _end(plan: RecurringPlan) -> dict[str, Any]:
    """When and why it ended, and where to begin again."""
    if plan.ended_at is None:
        return {}
    return {
        "ended_on": clock.local_date(plan.ended_at, the_organisation().zone),
        "why_ended": WHY_ENDED[EndReason(plan.end_reason)] if plan.end_reason else "",
        "again_url": form_for_the_same(plan, tools().links, current_language()),
    }


def act_page(way: AccessPath, act: str) -> ResponseReturnValue:
    """What will happen, and one button; or it is done."""
    plan = plan_by_id(way.plan_id)
    if act not in offered_acts(plan):
        if plan.is_over:
            return redirect(way.url(None), 303)
        raise NotFound("This cannot be done with your regular gift just now.")
    if act == CARD:
        return _card(way)
    form = FORMS[act](plan)
    if request.method != "POST":
        return _shown(way, act, form)
    form.refuse_strangers()
    if not form.validate():
        return _shown(way, act, form), 422
    try:
        asker = Requester(RequestedBy.SUPPORTER, reason=form.details)
        with transaction():
            ask_for_change(plan_by_id(way.plan_id), form.change_request(), asker)
    except Refused as refusal:
        form.refuse(translate_message(refusal.message, refusal.parameters))
        return _shown(way, act, form), 422
    ended = "plan_ended" if plan.kind == PlanKind.CARD else "order_ended"
    return redirect(way.url(None, done=ended if act == "cancel" else "plan"), 303)


def _card(way: AccessPath) -> ResponseReturnValue:
    """To the provider's page; no transaction is open while the provider is asked for it."""
    form = PressForm()
    if request.method != "POST":
        return _shown(way, CARD, form)
    form.refuse_strangers()
    with transaction():
        change_id = start_card_change(plan_by_id(way.plan_id), Requester(RequestedBy.SUPPORTER))
    base = tools().links.base_url
    requested = card_request_for(
        change_id, installation().installation_id, base + way.url(None, done="card"), base + way.url(None)
    )
    session.rollback()
    try:
        checkout = tools().gateway().open_card_checkout(requested)
    except (GatewayUnreachable, GatewayRefused) as problem:
        log.warning("no page for a card", problem=str(problem))
        form.form_errors.append(
            gettext("The provider’s page cannot be reached just now. Please try again in a moment.")
        )
        return _shown(way, CARD, form), 503
    with transaction():
        record_card_page(change_id, checkout)
    return redirect(checkout.url or way.url(None), 303)


def _shown(way: AccessPath, act: str, form: Any) -> str:
    plan = plan_by_id(way.plan_id)
    return render_template(
        "portal/plan_act.html",
        form=form,
        words=act_words(act, plan),
        plan=shown_plan(plan),
        is_end=act == "cancel",
        back_url=way.url(None),
    )


_ACTS = "<any(amount, rhythm, date, purpose, skip, pause, resume, card, cancel):act>"
_BOTH = ("GET", "POST")


@blueprint.get("/my/plans/<reference>")
@for_supporters
def plan(reference: str) -> str:
    """One of one's own."""
    return plan_page(_own(reference))


@blueprint.route(f"/my/plans/<reference>/{_ACTS}", methods=_BOTH)
@for_supporters
def plan_act(reference: str, act: str) -> ResponseReturnValue:
    """One thing to be done with it."""
    return act_page(_own(reference), act)


@blueprint.get("/plans/<token>")
@by_token
def linked_plan(token: str) -> str:
    """The one the letter was about; nothing else of whoever gives it."""
    return plan_page(_linked(token))


@blueprint.route(f"/plans/<token>/{_ACTS}", methods=_BOTH)
@by_token
def linked_act(token: str, act: str) -> ResponseReturnValue:
    """One thing to be done with it, without signing in."""
    return act_page(_linked(token), act)


def _own(reference: str) -> AccessPath:
    """Raises `NotFound` for everybody else's, in the same words as for none."""
    change_request = select(RecurringPlan.id).where(RecurringPlan.reference == reference)
    plan_id = session.scalar(change_request.where(RecurringPlan.supporter_id == current_supporter().id))
    if plan_id is None:
        raise NotFound("There is no regular gift with this reference.")
    return AccessPath(plan_id, partial(_url_of_own, reference))


def _url_of_own(reference: str, act: str | None, **more: Any) -> str:
    if act is None:
        return url_for("portal.plan", reference=reference, **more)
    return url_for("portal.plan_act", reference=reference, act=act)


def _linked(token: str) -> AccessPath:
    found = plan_by_id(tools().links.read_plan(token, lambda plan_id: plan_by_id(plan_id).donor_email))
    use_language(found.language)
    return AccessPath(found.id, partial(_url_of_linked, token))


def _url_of_linked(token: str, act: str | None, **more: Any) -> str:
    if act is None:
        return url_for("portal.linked_plan", token=token, **more)
    return url_for("portal.linked_act", token=token, act=act)
