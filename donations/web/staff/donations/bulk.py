"""Acts on many donations: asked for, confirmed with their number, followed while they are done."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal, gettext, ngettext

from donations.core.database import transaction
from donations.core.errors import Refused
from donations.core.text_normalisation import plain_lines
from donations.desk.bulk.ask_for_bulk import (
    ACTIONS,
    ADD_TO_FUND,
    FUND_ID,
    MOST,
    BulkAction,
    BulkRequest,
    Chosen,
    Confirmed,
    ask_for_bulk,
    bulk_job,
    refused_items,
)
from donations.desk.models import BulkJob
from donations.desk.record_once import checked_ticket, new_ticket
from donations.staff.permissions import Permission, may
from donations.web.filters import in_language
from donations.web.language import translate_message
from donations.web.staff.donations.list_query import ListPage, read_list
from donations.web.staff.guard import blueprint, current_staff, needs
from donations.web.staff.labels import donations as words


def offered_actions(role: str) -> list[tuple[str, str]]:
    """Name and label of each."""
    labels = words.bulk_actions()
    return [(name, labels[name]) for name, action in ACTIONS.items() if may(role, action.permission)]


_LONGEST_REASON = 500
_MOST_CHOSEN = 500  # boxes of one form; a page has far fewer


@blueprint.post("/donations/bulk")
@needs(Permission.REVIEW)
def bulk() -> ResponseReturnValue:
    """States the number, and asks."""
    listed, action = _asked()
    return _ask(listed, action)


@blueprint.post("/donations/bulk/confirmed")
@needs(Permission.REVIEW)
def bulk_confirmed() -> ResponseReturnValue:
    """Writes down what is to be done; another number than the one confirmed is asked about anew.

    The same form once more leads to the same job.
    """
    listed, action = _asked()
    try:
        requested = BulkRequest(current_staff().id, _reason(), _parameters(listed, action))
        chosen, confirmed, zone = _chosen(listed, action), _confirmed(), listed.choices.zone
        with transaction():
            job_id = ask_for_bulk(action.name, chosen, requested, confirmed, zone=zone).id
    except Refused as refusal:
        return _ask(listed, action, problem=translate_message(refusal.message, refusal.parameters)), 422
    return redirect(url_for("staff.bulk_progress", job_id=job_id), 303)


@blueprint.get("/donations/bulk/<uuid:job_id>")
@needs(Permission.VIEW)
def bulk_progress(job_id: UUID) -> str:
    """How far it has got, and what was refused."""
    job = bulk_job(job_id)
    problems = [
        (reference, translate_message(problem.get("message", ""), problem.get("parameters", {})))
        for reference, problem in refused_items(job)
    ]
    label = words.bulk_actions().get(job.action, job.action)
    return render_template(
        "staff/donations/bulk.html", job=job, label=label, text=_progress_text(job), problems=problems
    )


@blueprint.get("/donations/bulk/<uuid:job_id>/status")
@needs(Permission.VIEW)
def bulk_status(job_id: UUID) -> dict[str, Any]:
    """For the script that follows it."""
    job = bulk_job(job_id)
    done = job.done + job.refused
    return {"done": done, "total": job.total, "text": _progress_text(job), "is_finished": job.finished_at is not None}


def _asked() -> tuple[ListPage, BulkAction]:
    action = ACTIONS.get(request.form.get("act", ""))
    listed = read_list(request.form)
    if action is None or listed.query.problems or len(request.form.getlist("chosen")) > _MOST_CHOSEN:
        abort(400)
    if not may(current_staff().role, action.permission):
        abort(403)
    return listed, action


def _chosen(listed: ListPage, action: BulkAction) -> Chosen:
    """Of those that were chosen the ones to which something can be done."""
    if request.form.get("scope") == "all":
        return Chosen(filter=listed.query.filter, query=str(dict(listed.query.given)), fits=action.fits)
    return Chosen(references=request.form.getlist("chosen"), fits=action.fits)


def _confirmed() -> Confirmed:
    expected = request.form.get("expected", type=int, default=0)
    return Confirmed(expected, checked_ticket(request.form.get("ticket", "")))


def _ask(listed: ListPage, action: BulkAction, problem: str = "") -> str:
    chosen, zone = _chosen(listed, action), listed.choices.zone
    count = chosen.count(zone)
    all_chosen = replace(chosen, fits=None).count(zone) if action.fits else count
    too_many = gettext("These are more than %(most)s donations; please narrow the filter.", most=format_decimal(MOST))
    return render_template(
        "staff/donations/bulk_ask.html",
        listed=listed,
        action=action.name,
        label=words.bulk_actions()[action.name],
        sentence=_sentence(action, count, all_chosen),
        count=count,
        ticket=new_ticket(),
        problem=too_many if count > MOST else problem,
        may_go_on=0 < count <= MOST,
        references=request.form.getlist("chosen"),
        scope=request.form.get("scope", "chosen"),
        funds=[(fund.slug, in_language(fund.name)) for fund in listed.choices.funds if not fund.closed_at],
        needs_fund=action.name == ADD_TO_FUND,
        reason=request.form.get("reason", ""),
    )


def _sentence(action: BulkAction, count: int, all_chosen: int) -> str:
    if all_chosen == 0:
        return gettext("No donation is selected.")
    if count == all_chosen:
        return _what_will_be(action, count)
    numbers = {"chosen": format_decimal(min(all_chosen, MOST)), "number": format_decimal(count)}
    among = {
        "accept held": gettext("Selected: %(chosen)s. Held for review among them: %(number)s.", **numbers),
        "resend letter": gettext("Selected: %(chosen)s. With a letter to send again: %(number)s.", **numbers),
    }[action.name]
    what = _what_will_be(action, count) if count else gettext("There is nothing to do.")
    return f"{among} {what}"


def _what_will_be(action: BulkAction, count: int) -> str:
    number = format_decimal(count)
    return {
        "add to fund": ngettext(
            "%(number)s donation will be moved to another fund. Receipts that were issued stay as they are.",
            "%(number)s donations will be moved to another fund. Receipts that were issued stay as they are.",
            count,
            number=number,
        ),
        "resend letter": ngettext(
            "The last letter about %(number)s donation will be sent again.",
            "The last letters about %(number)s donations will be sent again.",
            count,
            number=number,
        ),
        "accept held": ngettext(
            "%(number)s donation held for review will be accepted, and count as received.",
            "%(number)s donations held for review will be accepted, and count as received.",
            count,
            number=number,
        ),
    }[action.name]


def _reason() -> str:
    reason = plain_lines(request.form.get("reason", "")).strip()
    if not reason:
        raise Refused("Please say why.")
    if len(reason) > _LONGEST_REASON:
        raise Refused("This is too long: please keep it within %(max)d characters.", max=_LONGEST_REASON)
    return reason


def _parameters(listed: ListPage, action: BulkAction) -> dict[str, str]:
    if action.name != ADD_TO_FUND:
        return {}
    slug = request.form.get("to_fund")
    fund = next((fund for fund in listed.choices.funds if fund.slug == slug and not fund.closed_at), None)
    if fund is None:
        raise Refused("Please choose a fund.")
    return {FUND_ID: str(fund.id), "fund": fund.slug}


def _progress_text(job: BulkJob) -> str:
    numbers = {"done": format_decimal(job.done), "total": format_decimal(job.total)}
    if job.finished_at is None:
        return gettext("%(done)s of %(total)s are done.", **numbers)
    if job.refused:
        numbers["refused"] = format_decimal(job.refused)
        return gettext("Finished: %(done)s of %(total)s are done, %(refused)s were refused.", **numbers)
    return gettext("Finished: all %(total)s are done.", total=numbers["total"])
