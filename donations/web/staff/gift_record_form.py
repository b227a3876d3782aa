"""The form for a gift that came by hand."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from flask_babel import gettext
from wtforms import BooleanField, HiddenField, TextAreaField, ValidationError
from wtforms.validators import InputRequired

from donations.core import clock
from donations.funds.models import Campaign, Fund
from donations.giving.desk_models import ManualMethod
from donations.giving.record_donation import GiftByHand, Giver
from donations.organisation.models import Organisation
from donations.web.filters import in_language
from donations.web.forms import BaseForm, LineField, at_most, choice, printable_line, printable_text
from donations.web.forms import lazy as _
from donations.web.language import LANGUAGES, current_language
from donations.web.public.countries import countries
from donations.web.staff.gift_fields import amount_line, day_in, day_line, email_line, money_in, optional_line
from donations.web.staff.gift_forms import ADDRESS
from donations.web.staff.gift_words import METHODS

if TYPE_CHECKING:
    from datetime import date

    from donations.core.money import Money


class RecordForm(BaseForm):
    """What came, how, when, from whom and for what."""

    ticket = HiddenField()
    amount = amount_line(_("Amount"))
    currency = choice(_("Currency"), _("Please choose one of the currencies offered."))
    method = choice(_("How it came"), _("Please choose one of the ways shown."))
    received_on = day_line(_("Received on"))
    fund = choice(_("Fund"), _("Please choose one of the funds shown."))
    campaign = choice(_("Campaign"), _("Please choose one of the campaigns shown."))
    name = LineField(
        _("Name"),
        [InputRequired(_("Please write a name.")), at_most(120), printable_line],
        description=_("As it should appear on the receipt."),
        render_kw={"autocomplete": "off"},
    )
    email = email_line(
        _("E-mail address"),
        is_needed=False,
        description=_("Without one no letter is sent; the receipt can be printed."),
    )
    language = choice(_("Language of receipt and letter"), _("Please choose one of the languages shown."))
    address_line = optional_line(_("Street and number"), 120)
    postcode = optional_line(_("Postcode"), 20)
    city = optional_line(_("Town"), 80)
    country = choice(_("Country"), _("Please choose a country from the list."))
    is_anonymous = BooleanField(_("Do not show the name to others"))
    note = TextAreaField(_("Note for ourselves"), [printable_text, at_most(1000)])

    def __init__(
        self, organisation: Organisation, funds: Sequence[Fund], campaigns: Sequence[Campaign], **named: object
    ) -> None:
        super().__init__(**named)
        self.money: Money | None = None
        self.day: date | None = None
        self.zone = organisation.zone
        self.needs_address = organisation.receipt_needs_address
        self.currencies = [*organisation.currencies]
        self.currency.choices = [(code, code) for code in self.currencies]
        self.method.choices = [(str(method), str(METHODS[method])) for method in ManualMethod]
        self.fund.choices = [(fund.slug, in_language(fund.name)) for fund in funds]
        self.campaign.choices = [("", gettext("none")), *((each.slug, in_language(each.name)) for each in campaigns)]
        self.language.choices = [*LANGUAGES.items()]
        self.country.choices = countries(current_language())

    def validate_amount(self, field: LineField) -> None:
        """In the currency chosen."""
        if self.currency.data in self.currencies:  # else its own field says so
            self.money = money_in(field, self.currency.data)

    def validate_received_on(self, field: LineField) -> None:
        """Today or earlier, where the foundation is."""
        self.day = day_in(field)
        if self.day > clock.local_date(clock.now(), self.zone):
            raise ValidationError(gettext("This day has not come yet."))

    def validate_city(self, field: LineField) -> None:
        """Only where the receipt needs an address."""
        if self.needs_address and not (field.data and self.address_line.data):
            raise ValidationError(gettext("A receipt of ours needs an address: street and town."))

    def to_gift(self, funds: Sequence[Fund], campaigns: Sequence[Campaign], supporter_id: UUID | None) -> GiftByHand:
        """What the verb takes."""
        assert self.money  # noqa: S101 - a valid form has an amount
        assert self.day  # noqa: S101 - and a day
        return GiftByHand(
            giver=self._giver(supporter_id),
            amount=self.money,
            method=ManualMethod(self.method.data),
            received_on=self.day,
            fund_id=next(fund.id for fund in funds if fund.slug == self.fund.data),
            campaign_id=next((each.id for each in campaigns if each.slug == self.campaign.data), None),
            note=self.note.data or "",
        )

    def _giver(self, supporter_id: UUID | None) -> Giver:
        has_address = bool(self.address_line.data or self.city.data)
        return Giver(
            name=self.name.data or "",
            language=self.language.data,
            email=self.email.data or "",
            address={name: self[name].data or "" for name in ADDRESS} if has_address else None,
            is_anonymous=self.is_anonymous.data,
            supporter_id=supporter_id,
        )
