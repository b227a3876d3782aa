"""The form for a gift that came by hand."""

from typing import Any
from uuid import UUID

from flask_babel import gettext
from wtforms import ValidationError

from donations.core import clock
from donations.giving.desk_models import ManualMethod
from donations.giving.record_donation import GiftByHand
from donations.web.forms import LineField, choice
from donations.web.forms import lazy as _
from donations.web.staff.gift_fields import amount_line, day_in, day_line
from donations.web.staff.gift_words import METHODS
from donations.web.staff.record_form import RecordForm


class RecordGiftForm(RecordForm):
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

    def to_gift(self, supporter_id: UUID | None) -> GiftByHand:
        """What the verb takes."""
        assert self.money  # noqa: S101 - a valid form has an amount
        assert self.day  # noqa: S101 - and a day
        return GiftByHand(
            giver=self.giver(supporter_id),
            amount=self.money,
            method=ManualMethod(self.method.data),
            received_on=self.day,
            fund_id=self.fund_id,
            campaign_id=self.campaign_id,
            note=self.note.data or "",
        )
