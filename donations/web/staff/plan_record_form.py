"""The form for a standing order or a pledge that somebody told us of."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from flask_babel import gettext
from wtforms import BooleanField, HiddenField, TextAreaField, ValidationError
from wtforms.validators import InputRequired

from donations.funds.models import Campaign, Fund
from donations.giving.record_donation import Giver
from donations.organisation.models import Organisation
from donations.recurring.record_plan import NewPlan
from donations.recurring.states import Interval
from donations.web.filters import in_language
from donations.web.forms import BaseForm, LineField, at_most, choice, printable_line, printable_text
from donations.web.forms import lazy as _
from donations.web.language import LANGUAGES, current_language
from donations.web.public.countries import countries
from donations.web.staff.gift_fields import amount_line, day_in, day_line, email_line, money_in, optional_line
from donations.web.staff.gift_forms import ADDRESS
from donations.web.staff.plan_words import INTERVALS, choices

if TYPE_CHECKING:
    from datetime import date

    from donations.core.money import Money

_MOST = 1200  # instalments: a hundred years of months


class RecordPlanForm(BaseForm):
    """What was agreed, and with whom."""

    ticket = HiddenField()
    amount = amount_line(_("Amount of each instalment"))
    currency = choice(_("Currency"), _("Please choose one of the currencies offered."))
    interval = choice(_("Rhythm"), _("Please choose one of the rhythms shown."))
    first_on = day_line(_("First instalment"), _("May have passed: what came by then is recorded one by one."))
    instalments = optional_line(
        _("How many instalments"), 4, _("If a number was agreed; else it goes on until somebody ends it.")
    )
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
        self.count: int | None = None
        self.funds, self.campaigns = funds, campaigns
        self.currencies = [*organisation.currencies]
        self.needs_address = organisation.receipt_needs_address
        self.currency.choices = [(code, code) for code in self.currencies]
        self.interval.choices = choices(INTERVALS)
        self.fund.choices = [(fund.slug, in_language(fund.name)) for fund in funds]
        self.campaign.choices = [("", gettext("none")), *((each.slug, in_language(each.name)) for each in campaigns)]
        self.language.choices = [*LANGUAGES.items()]
        self.country.choices = countries(current_language())

    def validate_amount(self, field: LineField) -> None:
        """In the currency chosen."""
        if self.currency.data in self.currencies:  # else its own field says so
            self.money = money_in(field, self.currency.data)

    def validate_first_on(self, field: LineField) -> None:
        """A day that exists; the verb knows which make sense."""
        self.day = day_in(field)

    def validate_instalments(self, field: LineField) -> None:
        """Empty, or a number."""
        if field.data:
            self.count = int(field.data) if field.data.isascii() and field.data.isdigit() else 0
            if not 1 <= self.count <= _MOST:
                raise ValidationError(gettext("Please write a whole number from 1 to %(most)s.", most=_MOST))

    def validate_city(self, field: LineField) -> None:
        """Only where the receipt needs an address."""
        if self.needs_address and not (field.data and self.address_line.data):
            raise ValidationError(gettext("A receipt of ours needs an address: street and town."))

    def to_new_plan(self, supporter_id: UUID | None) -> NewPlan:
        """What the verb takes."""
        assert self.money  # noqa: S101 - a valid form has an amount
        assert self.day  # noqa: S101 - and a day
        return NewPlan(
            giver=self._giver(supporter_id),
            amount=self.money,
            interval=Interval(self.interval.data),
            first_on=self.day,
            fund_id=next(fund.id for fund in self.funds if fund.slug == self.fund.data),
            instalments=self.count,
            campaign_id=next((each.id for each in self.campaigns if each.slug == self.campaign.data), None),
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
