"""The form for a donation that came by hand."""

from typing import Any
from uuid import UUID

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import ValidationError

from donations.core import clock
from donations.desk.record_once import record_once
from donations.funds.queries import all_campaigns, open_funds
from donations.giving.by_hand.record_donation import DonationByHand
from donations.giving.desk_models import ManualMethod
from donations.giving.models import Donation
from donations.organisation.queries import the_organisation
from donations.recurring.queries import instalment_of_donation
from donations.staff.permissions import Permission
from donations.web.filters import day
from donations.web.forms import LineField, choice
from donations.web.forms import lazy as _
from donations.web.staff.guard import blueprint, current_staff, needs
from donations.web.staff.labels.donations import METHODS
from donations.web.staff.shared.fields import amount_line, day_in, day_line
from donations.web.staff.shared.record_frame import (
    Recorded,
    RecordForm,
    first_values,
    recorded_once,
    supporter_asked_for,
    supporter_id_of,
)


class RecordDonationForm(RecordForm):
    """What came, how, when, from whom and for what."""

    amount = amount_line(_("Amount"))
    method = choice(_("How it came"), _("Please choose one of the ways shown."))
    received_on = day_line(_("Received on"))

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.method.choices = [(str(method), str(METHODS[method])) for method in ManualMethod]

    def validate_received_on(self, field: LineField) -> None:
        """Today or earlier, where the foundation is."""
        self.day = day_in(field)
        if self.day > clock.local_date(clock.now(), self.zone):
            raise ValidationError(gettext("This day has not come yet."))

    def to_donation(self, supporter_id: UUID | None) -> DonationByHand:
        """What the verb takes."""
        assert self.money  # noqa: S101 - a valid form has an amount
        assert self.day  # noqa: S101 - and a day
        return DonationByHand(
            giver=self.giver(supporter_id),
            amount=self.money,
            method=ManualMethod(self.method.data),
            received_on=self.day,
            fund_id=self.fund_id,
            campaign_id=self.campaign_id,
            note=self.note.data or "",
        )


@blueprint.route("/donations/new", methods=("GET", "POST"))
@needs(Permission.EDIT)
def record_donation() -> ResponseReturnValue:
    """For somebody new, or for the supporter named in the address."""
    supporter, by, organisation = supporter_asked_for(), current_staff().id, the_organisation()
    form = RecordDonationForm(
        organisation, open_funds(), all_campaigns(), **first_values(organisation, supporter, "received_on")
    )
    supporter_id = supporter_id_of(supporter)
    return recorded_once(
        form,
        lambda: render_template("staff/donations/record.html", form=form, supporter=supporter),
        lambda ticket: _details(record_once(form.to_donation(supporter_id), ticket, by=by)),
    )


def _details(donation: Donation) -> Recorded:
    instalment = instalment_of_donation(donation.id)
    details = gettext("The gift is recorded; its receipt is being made.")
    if instalment:
        details = gettext(
            "The gift is recorded, as the instalment of %(day)s of the standing order %(plan)s; its receipt is being "
            "made.",
            day=day(instalment.period_start),
            plan=instalment.plan.reference,
        )
    return details, url_for("staff.donation", reference=donation.reference)
