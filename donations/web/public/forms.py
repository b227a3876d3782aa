"""The donation form: every field checked here, in the visitor's language, before anything is written."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from flask import request
from flask_babel import gettext
from wtforms import BooleanField, HiddenField, RadioField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length

from donations.core.errors import Refused
from donations.core.money import Money, parse_money
from donations.funds.models import Fund
from donations.giving.start.cover_costs import costs_to_cover, price_on
from donations.giving.start.start_donation import Donor, NewDonation
from donations.giving.states import Frequency, in_a_year
from donations.payments.gateway import CheckoutLine
from donations.web.filters import terms_version
from donations.web.forms import BaseForm, LineField, PlainAddress, at_most, choice, printable_line, printable_text
from donations.web.forms import lazy as _
from donations.web.language import current_language, translate_message
from donations.web.public.fill_form import PLACEMENT, countries
from donations.web.public.offer import Offer, sentences
from donations.web.public.tickets import ticket_key


def terms_shown() -> str:
    """The version of the terms a form shows, as it sends it back; empty where there are none."""
    return str(terms_version() or "")


class GiveForm(BaseForm):
    """`amount` is a preset, `amount_other` wins when filled; both in major units, as people write them.

    Forms that do not ask how often mean: once.
    """

    ticket = HiddenField()
    placement = HiddenField()
    confirm_again = HiddenField()
    terms = HiddenField(default=terms_shown)
    frequency = RadioField(_("How often"), default=Frequency.ONCE, validate_choice=False)
    amount = LineField(_("Amount"))
    amount_other = LineField(_("Another amount"))
    currency = choice(_("Currency"), _("Please choose one of the currencies offered."))
    fund = choice(_("Give to"), _("Please choose one of the funds offered."))
    email = LineField(
        _("E-mail"),
        description=_("We send your thank-you letter and receipt here."),
        validators=[
            InputRequired(_("Please write your e-mail address.")),
            printable_line,
            at_most(254),
            PlainAddress(),
        ],
    )
    name = LineField(
        _("First name and surname"),
        description=_("As it should appear on your receipt."),
        validators=[
            InputRequired(_("Please write your name: a receipt needs one.")),
            printable_line,
            Length(min=2, max=120, message=_("A name has 2 to 120 characters.")),
        ],
    )
    address_line = LineField(_("Street and number"), validators=[printable_line, at_most(120)])
    postcode = LineField(_("Postcode"), validators=[printable_line, at_most(20)])
    city = LineField(_("Town"), validators=[printable_line, at_most(80)])
    country = choice(_("Country"), _("Please choose a country from the list."))
    message = TextAreaField(
        _("A message to us"),
        validators=[printable_text, Length(max=1000, message=_("Please keep it within 1,000 characters."))],
    )
    anonymous = BooleanField(_("Do not show my name"))
    cover_costs = BooleanField(_("Add the costs of the payment"))
    consent_newsletter = BooleanField(_("E-mail me news of the foundation’s work, about once a month"))

    def __init__(self, offer: Offer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer = offer
        self.donation: Money | None = None
        self.key = ""
        self.currency.choices = [(code, code) for code in offer.currencies]
        self.fund.choices = [(fund.slug, offer.fund_name(fund)) for fund in offer.funds]
        self.country.choices = countries(current_language())
        self.frequency.choices = offer.frequency_names()
        self.currency.data = self.currency.data or offer.default_currency
        self.fund.data = self.fund.data or offer.funds[0].slug
        self.country.data = self.country.data or offer.organisation.country

    def validate_ticket(self, field: HiddenField) -> None:
        """A forged ticket, or one of yesterday."""
        self.key = _details(lambda: ticket_key(field.data or ""))

    def validate_terms(self, field: HiddenField) -> None:
        """The wording that was shown is still the one in force; a form that names none showed none."""
        sent = field.data if field.raw_data else ""
        if sent != terms_shown():
            field.data = terms_shown()
            raise ValidationError(
                gettext("The terms of giving have a new wording. Please look at it, and give once more.")
            )

    def validate_frequency(self, field: RadioField) -> None:
        """One of those offered."""
        if field.data not in self.offer.frequencies:
            raise ValidationError(gettext("Please choose how often you would like to give."))

    def validate_placement(self, field: HiddenField) -> None:
        """Where the ask stood, as the form was given it."""
        if field.data and not PLACEMENT.fullmatch(field.data):
            raise ValidationError(gettext("This form was changed on its way. Please load the page again."))

    def validate_amount_other(self, field: LineField) -> None:
        """An amount written by hand; wins over a preset."""
        if field.data:
            self._take(field.data)

    def validate_amount(self, field: LineField) -> None:
        """A preset, when nothing was written by hand."""
        if self.amount_other.data:
            return
        if not field.data:
            raise ValidationError(gettext("Please choose an amount, or write your own."))
        self._take(field.data)

    def validate_address_line(self, field: LineField) -> None:
        """Only where the receipt needs an address."""
        self._needed(field)

    def validate_postcode(self, field: LineField) -> None:
        """Only where the receipt needs an address."""
        self._needed(field)

    def validate_city(self, field: LineField) -> None:
        """Only where the receipt needs an address."""
        self._needed(field)

    def costs(self) -> Money | None:
        """What would be added for the costs; None without an amount, or without a price for the currency."""
        if self.donation is None or price_on(self.donation.currency, self.offer.today) is None:
            return None
        return costs_to_cover(self.donation, self.offer.today)

    def to_new_donation(self, privacy_version: int) -> NewDonation:
        """The checked form as the heart of the service takes it."""
        assert self.donation  # noqa: S101 - a valid form has an amount
        costs = self.costs() if self.cover_costs.data else None
        fund, campaign = self.offer.fund_by_slug(self.fund.data), self.offer.campaign
        return NewDonation(
            ticket=self.key,
            donor=Donor(self.name.data or "", self.email.data or "", current_language(), self._address()),
            lines=tuple(self._lines(self.donation, costs, fund)),
            covered_costs=costs or Money(0, self.donation.currency),
            fund_id=fund.id,
            privacy_version=privacy_version,
            terms_version=int(self.terms.data) if self.terms.data else None,
            campaign_id=campaign.id if campaign else None,
            placement=self.placement.data or None,
            message=self.message.data or None,
            is_anonymous=self.anonymous.data,
            newsletter_wording=str(self.consent_newsletter.label.text) if self.consent_newsletter.data else None,
            frequency=Frequency(self.frequency.data),
            is_confirmed=self.confirm_again.data == "1",
        )

    def _lines(self, donation: Money, costs: Money | None, fund: Fund) -> Iterator[CheckoutLine]:
        name = self.offer.fund_name(fund)
        if self.frequency.data != Frequency.ONCE:
            yield CheckoutLine(gettext("Regular gift: %(fund)s", fund=name), donation + costs if costs else donation)
            return
        yield CheckoutLine(gettext("Gift: %(fund)s", fund=name), donation)
        if costs:
            yield CheckoutLine(gettext("Costs of the payment"), costs)

    def _address(self) -> dict[str, str] | None:
        if not self.offer.needs_address:
            return None
        return {name: self[name].data for name in ("address_line", "postcode", "city", "country")}

    def presets(self) -> list[dict[str, Any]]:
        """The amounts offered; none is marked while another amount is written."""
        currency = self.currency.data
        if currency not in self.offer.currencies:
            currency = self.offer.default_currency
        presets = self.offer.presets(currency, self.donation)
        if self.amount_other.data:
            return [{**preset, "is_checked": False} for preset in presets]
        return presets

    def cover_label(self) -> str | None:
        """With the exact sum once there is an amount; None where the currency has no price."""
        if price_on(self.currency.data, self.offer.today) is None:
            return None
        costs = self.costs()
        if costs is None:
            return str(_("Add the costs of the payment, so that they do not reduce my gift"))
        return sentences()["cover"] % {"costs": costs.format(current_language())}

    def summary(self) -> str | None:
        """The donation in one sentence; None while there is no amount."""
        if self.donation is None or self.fund.data not in {fund.slug for fund in self.offer.funds}:
            return None
        language, costs = current_language(), self.costs() if self.cover_costs.data else None
        how_often = self.frequency.data if self.frequency.data in self.offer.frequencies else Frequency.ONCE
        total = self.donation + costs if costs else self.donation
        values = {
            "fund": self.offer.fund_name(self.offer.fund_by_slug(self.fund.data)),
            "amount": total.format(language),
            "costs": costs.format(language) if costs else "",
            "year": in_a_year(total, Frequency(how_often)).format(language),
        }
        return sentences()[f"{how_often}_with_costs" if costs else how_often] % values

    def show_amount(self) -> None:
        """Work out the amount for showing it, whether or not the rest of the form is right.

        One that is none of the currency's buttons (they were another's) stands in the field beside them.
        """
        currency = self.currency.data
        if currency not in self.offer.currencies:
            return
        if self.donation is None:
            self._work_out_donation(currency)
        if (
            self.donation
            and not self.amount_other.data
            and self.donation not in self.offer.organisation.presets(currency)
        ):
            self.amount_other.data = self.donation.short()

    def _work_out_donation(self, currency: str) -> None:
        typed = self.amount_other.data or self.amount.data
        if not typed and not request.form:
            self.donation = self.offer.usual_donation(currency)
        elif typed:
            with suppress(Refused):
                self.donation = parse_money(typed, currency) or None

    def _needed(self, field: LineField) -> None:
        if self.offer.needs_address and not field.data:
            details = gettext("Please fill in “%(field)s”: your receipt needs an address.", field=field.label.text)
            raise ValidationError(details)

    def _take(self, typed: str) -> None:
        currency = self.currency.data
        if currency not in self.offer.currencies:
            return  # the currency's own field says so
        donation = _details(lambda: parse_money(typed, currency))
        least, most = self.offer.organisation.limits(currency)
        language = current_language()
        if donation < least:
            raise ValidationError(gettext("The least we can take is %(amount)s.", amount=least.format(language)))
        if donation > most:
            advice = gettext("The most this form can take is %(amount)s. For a larger gift, please write to us.")
            raise ValidationError(advice % {"amount": most.format(language)})
        self.donation = donation


def _details(ask: Any) -> Any:
    """A rule's refusal, told beside the field."""
    try:
        return ask()
    except Refused as refusal:
        raise ValidationError(translate_message(refusal.message, refusal.parameters)) from None
