"""Say by hand which gift an event put aside is about: the gift is shown first, with what will happen to it."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from donations.core.errors import DonationsError, Refused
from donations.desk.retry_work import replay_by_hand
from donations.giving.models import Donation
from donations.giving.queries import donation_by_reference, succeeded_payment
from donations.giving.unmatched.link_event import check_target, link_event, linkable_update
from donations.payments.replay_event import check_replay
from donations.payments.states import EventState
from donations.payments.updates import PaymentSucceeded, PaymentUpdate
from donations.reporting.operations.events import find_event
from donations.staff.permissions import Permission
from donations.web.filters import money
from donations.web.language import translate_message
from donations.web.staff.blueprint import blueprint
from donations.web.staff.donations.forms import WhyForm
from donations.web.staff.guard import current_staff, needs
from donations.web.staff.shared.act_page import Back, act, try_to
from donations.web.staff.shared.donation_act import ActPage

_LONGEST = 40


@blueprint.route("/events/<event_id>/link", methods=("GET", "POST"))
@needs(Permission.OPERATE)
def link_provider_event(event_id: str) -> ResponseReturnValue:
    """`gift` in the address is the reference somebody typed on the event's page."""
    event, by = find_event(event_id), current_staff().id
    back = Back(url_for("staff.event", event_id=event.provider_event_id), gettext("Back to the event"), event.type)
    try:
        donation, update = _chosen_donation(), linkable_update(event)
        check_target(donation)
    except DonationsError as refusal:
        flash(translate_message(refusal.message, refusal.parameters), "error")
        return redirect(back.url, 303)
    name, reference = event.provider_event_id, donation.reference
    return act(
        form := WhyForm(),
        _link_page(donation, update),
        back,
        lambda: link_event(find_event(name), donation_by_reference(reference), by=by, reason=form.reason.data or ""),
    )


def _chosen_donation() -> Donation:
    return donation_by_reference(request.args.get("gift", "")[:_LONGEST])


def _link_page(donation: Donation, update: PaymentUpdate) -> ActPage:
    return ActPage(
        title=gettext("Link the event to a gift"),
        sentence=" ".join((_who(donation), _what_follows(donation, update))),
        button=gettext("Link it to this gift"),
        done=gettext("The event is tied to gift %(donation)s and is being applied.", donation=donation.reference),
        tone="warn",
    )


def _who(donation: Donation) -> str:
    return gettext(
        "The event is about gift %(donation)s from %(name)s over %(amount)s.",
        donation=donation.reference,
        name=donation.name_to_print,
        amount=money(donation.amount),
    )


def _what_follows(donation: Donation, update: PaymentUpdate) -> str:
    """Of a payment that succeeded what becomes of the money; other words change no gift by themselves."""
    if not isinstance(update, PaymentSucceeded):
        return gettext(
            "What it says of the payment is kept with the gift, and what else the inbox has of that payment is applied "
            "with it: if its money came, the gift counts."
        )
    came = money(update.amount)
    if succeeded_payment(donation):
        return gettext(
            "%(amount)s came, and this gift was paid already: one of the two payments becomes a gift of its own, held "
            "for review.",
            amount=came,
        )
    if update.amount != donation.amount:
        return gettext("%(amount)s came, which is not its amount: the gift is held for review.", amount=came)
    return gettext(
        "%(amount)s came: the gift counts, and its receipt is sent to %(email)s.",
        amount=came,
        email=donation.donor_email,
    )


@blueprint.route("/events/<event_id>/replay", methods=("GET", "POST"))
@needs(Permission.OPERATE)
def replay_provider_event(event_id: str) -> ResponseReturnValue:
    """Back into the queue; the worker applies it in a moment."""
    event, by = find_event(event_id), current_staff().id
    name, page = event.provider_event_id, _replay_page()
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


def _replay_page() -> ActPage:
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
