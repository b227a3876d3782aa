"""The forms of what staff do to one donation."""

from datetime import date

from flask_babel import gettext
from wtforms import BooleanField, HiddenField

from donations.core.money import Money, parse_money
from donations.funds.models import Fund
from donations.giving.by_hand.edit_donation import Edited
from donations.giving.refunds.refund_donation import RefundByHand
from donations.web.filters import in_language
from donations.web.forms import BaseForm, LineField, choice
from donations.web.forms import lazy as _
from donations.web.language import current_language
from donations.web.public.fill_form import countries
from donations.web.staff.shared.fields import (
    amount_line,
    day_in,
    day_line,
    email_line,
    money_in,
    optional_line,
    or_field_error,
    why,
)

ADDRESS = ("address_line", "postcode", "city", "country")


class WhyForm(BaseForm):
    """Nothing but a reason."""

    reason = why(_("Reason"))


class RefundForm(BaseForm):
    """How much goes back, and why. `seen_left` is what could go back when the form was shown."""

    seen_left = HiddenField()
    amount = amount_line(_("Amount"))
    reason = why(_("Reason"))

    def __init__(self, left: Money, **named: object) -> None:
        super().__init__(amount=left.typed(current_language()), seen_left=left.plain(), **named)
        self.currency = left.currency
        self.money = left

    def validate_amount(self, field: LineField) -> None:
        """In the currency of the donation."""
        self.money = money_in(field, self.currency)

    def seen(self) -> Money:
        """What could go back when the form was shown."""
        return or_field_error(lambda: parse_money(self.seen_left.data or "", self.currency))

    def validate_seen_left(self, _field: HiddenField) -> None:
        """Changed on its way: treat it as a form to be shown anew."""
        self.seen()


class RefundByHandForm(RefundForm):
    """The same, of money that has left already."""

    bank_date = day_line(_("The day it left the bank"))
    day: date

    def validate_bank_date(self, field: LineField) -> None:
        """A day that exists."""
        self.day = day_in(field)

    def to_refund(self) -> RefundByHand:
        """What the verb takes."""
        return RefundByHand(self.money, self.reason.data or "", self.day)


class FundForm(BaseForm):
    """Another fund."""

    fund = choice(_("Fund"), _("Please choose one of the funds shown."))
    reason = why(_("Reason"))

    def __init__(self, funds: list[Fund], **named: object) -> None:
        super().__init__(**named)
        self.fund.choices = [(fund.slug, in_language(fund.name)) for fund in funds]


class ResendForm(BaseForm):
    """Where the letter goes this time."""

    to = email_line(_("E-mail address"), is_needed=True)
    reason = why(_("Reason"))


class EditForm(BaseForm):
    """What may be edited of a donation."""

    printed_name = optional_line(_("Name as printed"), 120, _("For receipts and letters from now on."))
    address_line = optional_line(_("Street and number"), 120)
    postcode = optional_line(_("Postcode"), 20)
    city = optional_line(_("Town"), 80)
    country = choice(_("Country"), _("Please choose a country from the list."))
    is_anonymous = BooleanField(_("Do not show the name to others"))
    is_message_hidden = BooleanField(_("Do not show the message to others"))
    reason = why(_("Reason"))

    def __init__(self, **named: object) -> None:
        super().__init__(**named)
        self.country.choices = [("", gettext("not known")), *countries(current_language())]

    def to_edited(self) -> Edited:
        """What the verb takes."""
        return Edited(
            printed_name=self.printed_name.data or "",
            address={name: self[name].data or "" for name in ADDRESS},
            is_anonymous=self.is_anonymous.data,
            is_message_hidden=self.is_message_hidden.data,
        )
