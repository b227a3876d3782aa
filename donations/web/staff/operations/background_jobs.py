"""Owed work in words: what each reaction does, and how things stand with it."""

import re
from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal, gettext, lazy_gettext, lazy_pgettext, ngettext

from donations.core import clock
from donations.core.outbox import Owed
from donations.desk.retry_work import count_parked, retry_all_parked, retry_work
from donations.reporting.operations.background_jobs import About, WorkState, state_of, things_of, work_page
from donations.staff.permissions import Permission
from donations.web.staff.blueprint import blueprint
from donations.web.staff.guard import current_staff, needs
from donations.web.staff.operations.lists import choice_arg, count_work, cursor_arg, page_urls
from donations.web.staff.shared.act_page import try_to

_ = lazy_gettext
_p = lazy_pgettext

# By the names of `reactions.py`.
WORK = {
    "apply payment update": _("Apply an event of the payment provider"),
    "align receipt": _("Issue, replace or void the receipt of a gift"),
    "send plan change": _("Ask the payment provider to change a regular gift"),
    "write change letter": _("Write the letter about a change of a regular gift"),
    "write end letter": _("Write the letter about the end of a regular gift"),
    "write card letter": _("Write the letter about a card that the bank renewed"),
    "collect on new card": _("Collect on another card what could not be collected"),
    "collect on renewed card": _("Collect on the renewed card what could not be collected"),
    "look at failure": _("Ask the payment provider why an instalment could not be collected"),
    "take dunning step": _("Take the next step about an instalment that could not be collected"),
    "call off instalment": _(
        "Tell the payment provider that an instalment falls within a pause and will not be collected"
    ),
    "find standing orders": _("Scheduled: look for standing orders nobody recorded"),
    "look for standing orders": _("Look through gifts for standing orders nobody recorded"),
    "look at plan": _("Look up a regular gift at the payment provider"),
    "look at card": _("Look up the card of a regular gift at the payment provider"),
    "write refusal letter": _("Tell a supporter that their regular gift could not be changed"),
    "collect again": _("Ask the payment provider to collect an instalment again"),
    "tell provider who gives": _("Tell the payment provider a supporter’s new address"),
    "note what mended": _("Note how an instalment was collected after all"),
    "end failure": _("Give up an instalment that could not be collected, and end its regular gift"),
    "remind of card": _("Write the letter about a card that will expire"),
    "remind of yearly gift": _("Write the letter about a yearly gift that will be collected"),
    "accept instalment": _("Count the instalment of a gift that was accepted"),
    "send refund": _("Ask the payment provider for a refund"),
    "cancel payment": _("Ask the payment provider to stop a payment that is on its way"),
    "cancel donation": _("Close the payment page of a cancelled gift"),
    "print receipt": _("Print a receipt"),
    "print void receipt": _("Print the void copy of a receipt"),
    "write receipt letter": _("Write the letter that brings a receipt"),
    "write refund letter": _("Write the letter about a gift that went back"),
    "continue bulk job": _("Go on with an act on many gifts"),
    "find who asked to sign in": _("Look up who asked for a link into My giving"),
    "tell plans who gives": _("Take a supporter’s new details over into their regular gifts"),
    "print summary": _("Print a summary of gifts"),
    "list donation again": _("Put a gift into the list as it is now"),
    "send letter": _("Send a letter"),
    "expire donations": _("Scheduled: close unpaid gifts"),
    "end pauses": _("Scheduled: expect standing orders again after a pause"),
    "walk dunning": _("Scheduled: find overdue instalments whose next step is due"),
    "find cards that expire": _("Scheduled: find cards about to expire"),
    "find yearly gifts": _("Scheduled: find yearly gifts about to be collected"),
    "apply silent e-mail changes": _("Scheduled: change addresses the old address has not objected to for a week"),
    "fetch missed events": _("Scheduled: fetch missed events"),
}
STATES = {
    WorkState.DUE: _p("background job", "Due"),
    WorkState.RETRYING: _p("background job", "Retrying"),
    WorkState.PARKED: _p("background job", "Parked"),
    WorkState.PLANNED: _p("background job", "Planned"),
}
# By the names of the errors that are foreseen, which stand before what each says.
ERRORS = {
    "NotYet": _("Something it depends on has not happened yet."),
    "GatewayUnreachable": _("The payment provider did not answer."),
    "GatewayRefused": _("The payment provider refused it."),
    "NotFound": _("What it is about is not here."),
    "Refused": _("The rules do not allow it."),
    "Impossible": _("What was told contradicts what is known: a person has to look."),
    "PostUnavailable": _("The mail server could not be reached, or took nothing."),
    "PostRefused": _("The mail server refused the letter."),
    "PostUnknown": _("The line to the mail server broke: nobody knows whether it took the letter."),
}
UNFORESEEN = _("Something went wrong that was not foreseen.")
NOT_DONE = _("It could not be done yet.")
_KIND = re.compile(r"([A-Z][A-Za-z]+): ", re.ASCII)


def work_word(reaction: str) -> str:
    """`send letter` → `Send a letter`; one not listed here stands as it is."""
    return str(WORK.get(reaction, reaction))


def error_word(raw: str) -> str:
    """What went wrong, by the kind of error the text begins with; the text itself is for those who mend it."""
    kind = _KIND.match(raw)
    return str(ERRORS.get(kind[1], UNFORESEEN) if kind else NOT_DONE)


def work_states() -> dict[str, str]:
    """For the filter."""
    return {state.value: str(word) for state, word in STATES.items()}


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
