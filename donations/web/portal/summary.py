"""What was given in any span of days: on the page, and on paper."""

from datetime import date, timedelta
from uuid import UUID

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from donations.core import clock
from donations.core.database import transaction
from donations.core.errors import NotFound, Refused
from donations.organisation.queries import the_organisation
from donations.reporting.summary.content import Span, donations_in_span
from donations.reporting.summary.print_summary import ask_for_summary, summary_of
from donations.web.language import current_language, translate_message
from donations.web.portal.blueprint import blueprint
from donations.web.portal.forms import PressForm, wrong_day
from donations.web.portal.guard import current_supporter, for_supporters

_FIRST, _LAST = date(1990, 1, 1), date(2199, 12, 31)


@blueprint.get("/my/summary")
@for_supporters
def summary() -> ResponseReturnValue:
    """This year unless the address says another span; one it cannot read is told beside the field."""
    this_year = _years()[0]
    typed = {"first": request.args.get("first", ""), "last": request.args.get("last", "")}
    span, wrong = _read(typed["first"] or str(this_year.first), typed["last"] or str(this_year.last))
    shown = span or this_year
    found = donations_in_span(current_supporter().id, shown, current_language())
    page = render_template(
        "portal/summary.html",
        found=found,
        typed=typed if wrong else {"first": str(shown.first), "last": str(shown.last)},
        wrong=wrong,
        presets=[(each.first.year, url_for("portal.summary", first=each.first, last=each.last)) for each in _years()],
        is_now=[each == shown for each in _years()],
        form=PressForm(),
    )
    return page, 422 if wrong else 200


@blueprint.post("/my/summary")
@for_supporters
def make_summary() -> ResponseReturnValue:
    """Frozen now, printed by the worker."""
    span, _wrong = _read(request.form.get("first", ""), request.form.get("last", ""))
    if span is None:
        return redirect(url_for("portal.summary"), 303)
    supporter_id, language = current_supporter().id, current_language()
    with transaction():
        summary_id = ask_for_summary(supporter_id, span, language)
    return redirect(url_for("portal.summary_document", summary_id=summary_id), 303)


@blueprint.get("/my/summary/<uuid:summary_id>")
@for_supporters
def summary_document(summary_id: UUID) -> str:
    """Being made, or here."""
    found = summary_of(current_supporter().id, summary_id)
    return render_template("portal/summary_document.html", summary=found, state=_state(found.printed_at is not None))


@blueprint.get("/my/summary/<uuid:summary_id>/status")
@for_supporters
def summary_status(summary_id: UUID) -> ResponseReturnValue:
    """For the script that waits for it."""
    return {"state": _state(summary_of(current_supporter().id, summary_id).printed_at is not None)}


@blueprint.get("/my/summary/<uuid:summary_id>.pdf")
@for_supporters
def summary_pdf(summary_id: UUID) -> Response:
    """The document."""
    found = summary_of(current_supporter().id, summary_id)
    if found.pdf is None:
        raise NotFound("This summary is being printed. Please try again in a moment.")
    name = f"summary-{found.day_from}-{found.day_to}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(found.pdf, content_type="application/pdf", headers=headers)


def _state(is_printed: bool) -> str:
    return "ready" if is_printed else "waiting"


def _years() -> list[Span]:
    """This year so far as a whole, and the last one."""
    year = clock.local_date(clock.now(), the_organisation().zone).year
    return [Span(date(each, 1, 1), date(each + 1, 1, 1) - timedelta(days=1)) for each in (year, year - 1)]


def _read(first: str, last: str) -> tuple[Span | None, str]:
    """The span, or what is wrong with it."""
    try:
        days = date.fromisoformat(first[:40]), date.fromisoformat(last[:40])
    except ValueError:
        return None, wrong_day()
    if not _FIRST <= min(days) <= max(days) <= _LAST:
        return None, wrong_day()
    try:
        return Span(*days), ""
    except Refused as refusal:
        return None, translate_message(refusal.message, refusal.parameters)
