"""Regular gifts: one's own after signing in, and one alone behind the link in a letter about it."""

from functools import partial
from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from donations.core.database import session
from donations.core.errors import NotFound
from donations.recurring.models import RecurringPlan
from donations.recurring.queries import plan_by_id
from donations.web.house import tools
from donations.web.language import use_language
from donations.web.portal.blueprint import blueprint
from donations.web.portal.guard import by_token, current_supporter, for_supporters
from donations.web.portal.plan_pages import Way, act_page, plan_page

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


def _own(reference: str) -> Way:
    """Raises `NotFound` for everybody else's, in the same words as for none."""
    wanted = select(RecurringPlan.id).where(RecurringPlan.reference == reference)
    plan_id = session.scalar(wanted.where(RecurringPlan.supporter_id == current_supporter().id))
    if plan_id is None:
        raise NotFound("There is no regular gift with this reference.")
    return Way(plan_id, partial(_url_of_own, reference))


def _url_of_own(reference: str, act: str | None, **more: Any) -> str:
    if act is None:
        return url_for("portal.plan", reference=reference, **more)
    return url_for("portal.plan_act", reference=reference, act=act)


def _linked(token: str) -> Way:
    found = plan_by_id(tools().links.read_plan(token, lambda plan_id: plan_by_id(plan_id).donor_email))
    use_language(found.language)
    return Way(found.id, partial(_url_of_linked, token))


def _url_of_linked(token: str, act: str | None, **more: Any) -> str:
    if act is None:
        return url_for("portal.linked_plan", token=token, **more)
    return url_for("portal.linked_act", token=token, act=act)
