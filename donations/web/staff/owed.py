"""Owed work: what the machine still has to do, what failed and why, and trying it again."""

from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal, gettext, ngettext

from donations.core import clock
from donations.core.outbox import Owed
from donations.desk.retry_work import count_parked, retry_all_parked, retry_work
from donations.reporting.owed_work import About, WorkState, state_of, things_of, work_page
from donations.staff.permissions import Permission
from donations.web.staff.blueprint import blueprint
from donations.web.staff.guard import current_staff, needs
from donations.web.staff.machine_act import try_to
from donations.web.staff.machine_args import choice_arg, cursor_arg, page_urls
from donations.web.staff.machine_counts import count_work
from donations.web.staff.owed_words import error_word, work_states, work_word

_ENDLESS = 10**9


@blueprint.get("/owed")
@needs(Permission.OPERATE)
def owed() -> str:
    """Newest first; what comes back by the clock stands before all."""
    state = choice_arg("state", list(WorkState))
    query = {"state": state} if state else {}
    page = work_page(WorkState(state) if state else None, cursor_arg())
    things, now = things_of(page.rows), clock.now()
    return render_template(
        "staff/owed.html",
        rows=[{"work": row, "state": state_of(row, now), "about": _shown(row, things)} for row in page.rows],
        query=query,
        states=list(work_states().items()),
        waiting=count_work(),
        work_word=work_word,
        error_word=error_word,
        pager=page_urls("staff.owed", page, query),
    )


@blueprint.post("/owed/<uuid:row_id>/retry")
@needs(Permission.OPERATE)
def retry_owed(row_id: UUID) -> ResponseReturnValue:
    """One row."""
    by, shown = current_staff().id, request.form.get("state")
    back = url_for("staff.owed", state=shown if shown in list(WorkState) else None)
    return try_to(lambda: retry_work(row_id, by=by), _tried_again(1), back)


@blueprint.get("/owed/retry-parked")
@needs(Permission.OPERATE)
def ask_retry_parked() -> ResponseReturnValue:
    """States the number, and asks."""
    count = count_parked()
    if not count:
        return redirect(url_for("staff.owed"), 303)
    return render_template("staff/owed_ask.html", count=count, number=format_decimal(count))


@blueprint.post("/owed/retry-parked")
@needs(Permission.OPERATE)
def retry_parked_work() -> ResponseReturnValue:
    """All that was stated; another number is asked about anew."""
    expected, by = _stated(), current_staff().id
    back = url_for("staff.ask_retry_parked") if expected != count_parked() else url_for("staff.owed")
    return try_to(lambda: retry_all_parked(expected=expected, by=by), _tried_again(expected), back)


def _stated() -> int:
    """The number on the page that asked; 0, which is never right, for anything else."""
    stated = request.form.get("expected", type=int, default=0)
    return stated if 0 < stated < _ENDLESS else 0


def _tried_again(count: int) -> str:
    return ngettext(
        "It is tried again now. Please look at it in a moment.",
        "%(number)s are tried again now. Please look at them in a moment.",
        count,
        number=format_decimal(count),
    )


def _shown(row: Owed, things: dict[UUID, About]) -> dict[str, Any] | None:
    """What the row is about, with a link to it."""
    about = things.get(row.subject_id)
    if about is None:
        return None
    urls = {
        "donation": lambda: url_for("staff.donation", reference=about.name),
        "receipt": lambda: url_for("staff.receipt", receipt_id=row.subject_id),
        "letter": lambda: url_for("staff.letter", letter_id=row.subject_id),
        "event": lambda: url_for("staff.event", event_id=about.name),
    }
    kinds = {
        "donation": gettext("Gift"),
        "receipt": gettext("Receipt"),
        "letter": gettext("Letter to"),
        "event": gettext("Event"),
    }
    return {"kind": kinds[about.kind], "name": about.name, "url": urls[about.kind]()}
