"""Say by hand which donation an event put aside is about: the donation is shown first, with what will happen to it."""

from datetime import timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from donations.core import clock
from donations.desk.retry_work import replay_by_hand
from donations.funds.queries import all_campaigns, open_funds
from donations.giving.models import Donation
from donations.giving.queries import donation_by_reference, succeeded_payment
from donations.giving.unmatched.link_event import check_target, link_event, linkable_update
from donations.giving.unmatched.record_from_payment import FoundDonation, money_without_donation, record_from_payment
from donations.organisation.queries import the_organisation
from donations.payments.models import ProviderEvent
from donations.payments.replay_event import bodies_about, check_replay
from donations.payments.states import EventState
from donations.payments.stripe_pages import payer_seen
from donations.payments.updates import PaymentSucceeded, PaymentUpdate
from donations.reporting.operations.events import find_event
from donations.staff.permissions import Permission
from donations.web.filters import money
from donations.web.staff.donations.forms import WhyForm
from donations.web.staff.guard import blueprint, current_staff, needs
from donations.web.staff.shared.act_page import ActPage, Back, act, is_done, press, refusal, status, turned_back
from donations.web.staff.shared.record_frame import RecordForm

_LONGEST = 40


@blueprint.route("/events/<event_id>/link", methods=("GET", "POST"))
@needs(Permission.OPERATE)
def link_provider_event(event_id: str) -> ResponseReturnValue:
    """`donation` in the address is the reference somebody typed on the event's page."""
    event, by = find_event(event_id), current_staff().id
    back = Back(url_for("staff.event", event_id=event.provider_event_id), gettext("Back to the event"), event.type)

    def check() -> None:
        donation = _chosen_donation()
        linkable_update(event)
        check_target(donation)

    if problem := refusal(check):
        return turned_back(problem, back.url)
    donation, update = _chosen_donation(), linkable_update(event)
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
        done=gettext("The event is linked to gift %(donation)s and is being applied.", donation=donation.reference),
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
    """Of a payment that succeeded what becomes of the money; other words change no donation by themselves."""
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
            return press(lambda: replay_by_hand(find_event(name), by=by), back.url, page.done)
        return redirect(back.url, 303)
    if problem := refusal(lambda: check_replay(event)):
        return turned_back(problem, back.url)
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


class FoundDonationForm(RecordForm):
    """It needs no ticket: a payment makes one donation."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for name in ("ticket", "currency"):
            del self[name]

    def to_donation(self) -> FoundDonation:
        """What the verb takes."""
        return FoundDonation(self.giver(None), self.fund_id, self.campaign_id, self.note.data or "")


_NEAR = timedelta(days=7)


@blueprint.route("/events/<event_id>/record", methods=("GET", "POST"))
@needs(Permission.OPERATE)
def record_from_provider_event(event_id: str) -> ResponseReturnValue:
    """What the payment says of its payer stands in the form already."""
    event, by = find_event(event_id), current_staff().id
    name = event.provider_event_id
    if problem := refusal(lambda: money_without_donation(event)):
        return turned_back(problem, url_for("staff.event", event_id=name))
    form, details, made = _form(event), money_without_donation(event), []
    if is_done(form, lambda: made.append(record_from_payment(find_event(name), form.to_donation(), by=by).reference)):
        flash(gettext("The gift is recorded; its receipt is being made."))
        return redirect(url_for("staff.donation", reference=made[0]), 303)
    return _page(form, name, details), status()


def _form(event: ProviderEvent) -> FoundDonationForm:
    organisation, payer = the_organisation(), payer_seen(*bodies_about(event))
    start: dict[str, Any] = {"language": organisation.default_language, "country": organisation.country}
    known = {"name": payer.name, "email": payer.email, **payer.address}
    return FoundDonationForm(organisation, open_funds(), all_campaigns(), **start | known)


def _page(form: FoundDonationForm, name: str, details: PaymentSucceeded) -> str:
    """With a way to look for donations of that sum around that day: it may have been recorded by hand."""
    day, figures = clock.local_date(details.at, the_organisation().zone), details.amount.plain()
    alike_url = url_for(
        "staff.donations",
        currency=details.amount.currency,
        amount_from=figures,
        amount_to=figures,
        day_from=(day - _NEAR).isoformat(),
        day_to=(day + _NEAR).isoformat(),
    )
    return render_template(
        "staff/operations/event_record.html", form=form, event_id=name, details=details, alike_url=alike_url
    )
