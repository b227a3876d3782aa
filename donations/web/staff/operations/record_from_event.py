"""The form for a gift whose money came without us: who gave it and what for; the payment says the rest."""

from datetime import timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from donations.core import clock
from donations.core.database import transaction
from donations.core.errors import DonationsError, NotFound
from donations.funds.queries import all_campaigns, open_funds
from donations.giving.unmatched.record_from_payment import FoundDonation, money_without_donation, record_from_payment
from donations.organisation.queries import the_organisation
from donations.payments.models import ProviderEvent
from donations.payments.related_events import bodies_about
from donations.payments.stripe_pages import payer_seen
from donations.payments.updates import PaymentSucceeded
from donations.reporting.operations.events import find_event
from donations.staff.permissions import Permission
from donations.web.language import translate_message
from donations.web.staff.blueprint import blueprint
from donations.web.staff.guard import current_staff, needs
from donations.web.staff.shared.record_frame import RecordForm


class FoundDonationForm(RecordForm):
    """It needs no ticket: a payment makes one gift."""

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
    try:
        told = money_without_donation(event)
    except DonationsError as refusal:
        flash(translate_message(refusal.message, refusal.parameters), "error")
        return redirect(url_for("staff.event", event_id=name), 303)
    form = _form(event)
    if request.method != "POST":
        return _page(form, name, told)
    form.refuse_strangers()
    if form.validate():
        try:
            with transaction():
                reference = record_from_payment(find_event(name), form.to_donation(), by=by).reference
        except NotFound:
            raise
        except DonationsError as refusal:
            form.form_errors.append(translate_message(refusal.message, refusal.parameters))
        else:
            flash(gettext("The gift is recorded; its receipt is being made."))
            return redirect(url_for("staff.donation", reference=reference), 303)
    return _page(form, name, told), 422


def _form(event: ProviderEvent) -> FoundDonationForm:
    organisation, payer = the_organisation(), payer_seen(*bodies_about(event))
    start: dict[str, Any] = {"language": organisation.default_language, "country": organisation.country}
    known = {"name": payer.name, "email": payer.email, **payer.address}
    return FoundDonationForm(organisation, open_funds(), all_campaigns(), **start | known)


def _page(form: FoundDonationForm, name: str, told: PaymentSucceeded) -> str:
    """With a way to look for gifts of that sum around that day: it may have been recorded by hand."""
    day, figures = clock.local_date(told.at, the_organisation().zone), told.amount.plain()
    alike_url = url_for(
        "staff.donations",
        currency=told.amount.currency,
        amount_from=figures,
        amount_to=figures,
        day_from=(day - _NEAR).isoformat(),
        day_to=(day + _NEAR).isoformat(),
    )
    return render_template("staff/event_record.html", form=form, event_id=name, told=told, alike_url=alike_url)
