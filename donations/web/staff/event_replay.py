"""Apply an event of the provider again; of one that was applied a page says first what that means, and asks why."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from donations.core.errors import Refused
from donations.desk.replay_by_hand import replay_by_hand
from donations.payments.replay_event import check_replay
from donations.payments.states import EventState
from donations.reporting.event_facts import find_event
from donations.staff.permissions import Permission
from donations.web.language import translate_message
from donations.web.staff.blueprint import blueprint
from donations.web.staff.gift_act import ActPage
from donations.web.staff.gift_forms import WhyForm
from donations.web.staff.guard import current_staff, needs
from donations.web.staff.machine_act import Back, act, try_to


@blueprint.route("/events/<event_id>/replay", methods=("GET", "POST"))
@needs(Permission.OPERATE)
def replay_provider_event(event_id: str) -> ResponseReturnValue:
    """Back into the queue; the worker applies it in a moment."""
    event, by = find_event(event_id), current_staff().id
    name, page = event.provider_event_id, _page()
    back = Back(url_for("staff.event", event_id=name), gettext("Back to the event"), event.type)
    if event.state != EventState.APPLIED:
        if request.method == "POST":
            return try_to(lambda: replay_by_hand(find_event(name), by=by), page.done, back.url)
        return redirect(back.url, 303)
    try:
        check_replay(event)
    except Refused as refusal:
        flash(translate_message(refusal.message, refusal.parameters), "error")
        return redirect(back.url, 303)
    form = WhyForm()
    return act(form, page, back, lambda: replay_by_hand(find_event(name), by=by, reason=form.reason.data or ""))


def _page() -> ActPage:
    return ActPage(
        title=gettext("Apply the event again"),
        sentence=gettext(
            "What this event says is taken once more, as if it had just come. What the books have of it already is "
            "not counted a second time, no letter is sent twice, and no newer word is undone."
        ),
        button=gettext("Apply it again"),
        done=gettext("The event is being applied again. Please look at it in a moment."),
        tone="warn",
    )
