"""In which currencies donations can be made, and which amounts the form proposes."""

from collections.abc import Iterator, Sequence
from typing import Any

from babel.numbers import get_currency_name
from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import Field, TextAreaField, ValidationError
from wtforms.validators import DataRequired

from donations.core.currencies import known_currencies
from donations.core.errors import Refused
from donations.core.money import Money, locale_of, parse_money
from donations.desk.arranging.organisation import CurrencyOffer, offer_currency, stop_offering
from donations.giving.start.cover_costs import PRICES
from donations.organisation.models import Organisation
from donations.organisation.queries import the_organisation
from donations.payments.stripe_amounts import to_stripe
from donations.staff.permissions import Permission
from donations.web.forms import BaseForm, LineField, at_most, choice
from donations.web.forms import lazy as _
from donations.web.language import current_language, translate_message
from donations.web.staff.configuration.organisation import parts
from donations.web.staff.guard import blueprint, current_staff, needs
from donations.web.staff.shared.act_page import is_saved, press, status
from donations.web.staff.shared.fields import amount_line, money_in, or_field_error

_MOST_PRESETS = 8


class CurrencyForm(BaseForm):
    """Of a currency that is offered already; which one is no field."""

    presets = TextAreaField(
        _("Proposed amounts"),
        [DataRequired(_("Please propose at least one amount.")), at_most(400)],
        description=_("One a line, eight at most. The form starts with the second."),
        render_kw={"rows": "5"},
    )
    minimum = amount_line(_("The least"))
    maximum = amount_line(_("The most"))

    def __init__(self, code: str = "", **named: Any) -> None:
        super().__init__(**named)
        self.code = code
        self.proposed: tuple[Money, ...] = ()
        self.limits: dict[str, Money] = {}

    @classmethod
    def of(cls, organisation: Organisation, code: str) -> "CurrencyForm":
        """As it is offered now."""
        least, most = (as_typed(limit) for limit in organisation.limits(code))
        presets = "\n".join(as_typed(amount) for amount in organisation.presets(code))
        return cls(code, presets=presets, minimum=least, maximum=most)

    def validate_minimum(self, field: LineField) -> None:
        """An amount the provider can carry."""
        self._record_limit(field)

    def validate_maximum(self, field: LineField) -> None:
        """Not below the least."""
        self._record_limit(field)
        if len(self.limits) > 1 and self.limits["maximum"] < self.limits["minimum"]:
            raise ValidationError(gettext("This is less than the least."))

    def validate_presets(self, field: Field) -> None:
        """Each line an amount."""
        if self.code:
            self.proposed = tuple(self._read_lines(field.data or ""))
            if not 0 < len(self.proposed) <= _MOST_PRESETS:
                raise ValidationError(gettext("Please propose one to eight amounts, one a line."))

    def validate(self, extra_validators: Any = None) -> bool:
        """As ever; then the proposed amounts against the limits."""
        return super().validate(extra_validators) and self._are_within_limits()

    def to_offer(self) -> CurrencyOffer:
        """What the verb takes."""
        return CurrencyOffer(self.code, self.proposed, self.limits["minimum"], self.limits["maximum"])

    def _record_limit(self, field: LineField) -> None:
        if self.code:  # else its own field says so
            amount = money_in(field, self.code)
            or_field_error(lambda: to_stripe(amount))
            self.limits[field.name] = amount

    def _read_lines(self, text: str) -> Iterator[Money]:
        for line in filter(None, map(str.strip, text.splitlines())):
            try:
                amount = parse_money(line, self.code)
                to_stripe(amount)
            except Refused as refusal:
                why = translate_message(refusal.message, refusal.parameters)
                raise ValidationError(f"“{line[:30]}”: {why}") from None
            yield amount

    def _are_within_limits(self) -> bool:
        least, most, language = self.limits["minimum"], self.limits["maximum"], current_language()
        outside = [amount.format(language) for amount in self.proposed if not least <= amount <= most]
        if outside:
            self.presets.errors = [gettext("Outside the limits below: %(amounts)s.", amounts=", ".join(outside))]
        return not outside


class NewCurrencyForm(CurrencyForm):
    """One more."""

    currency = choice(_("Currency"), _("Please choose one of the currencies shown."))

    def __init__(self, codes: Sequence[str], **named: Any) -> None:
        super().__init__(**named)
        self.currency.choices = [(code, f"{code} – {currency_name(code)}") for code in codes]
        self.code = self.currency.data if self.currency.data in codes else ""


def currency_name(code: str) -> str:
    """As people of the page's language call it."""
    return str(get_currency_name(code, locale=locale_of(current_language())))


def as_typed(amount: Money) -> str:
    """As people of the page's language would write it in a field: ``12,50``."""
    return amount.short().replace(".", "," if current_language() == "pl" else ".")


_LIST = "staff.currencies"


@blueprint.get("/organisation/currencies")
@needs(Permission.ARRANGE)
def currencies() -> str:
    """Those offered, in the order of the form."""
    organisation = the_organisation()
    rows = [
        {
            "code": code,
            "name": currency_name(code),
            "presets": organisation.presets(code),
            "limits": organisation.limits(code),
            "has_price": code in PRICES,
        }
        for code in organisation.currencies
    ]
    return render_template("staff/configuration/currencies.html", tabs=parts(_LIST), rows=rows)


@blueprint.route("/organisation/currencies/new", methods=("GET", "POST"))
@needs(Permission.ARRANGE)
def new_currency() -> ResponseReturnValue:
    """One that is not offered yet."""
    offered, by = the_organisation().currencies, current_staff().id
    form = NewCurrencyForm([code for code in known_currencies() if code not in offered])
    if is_saved(form, lambda: offer_currency(form.to_offer(), by=by)):
        return redirect(url_for(_LIST), 303)
    page = render_template("staff/configuration/currency.html", tabs=parts(_LIST), form=form, code=None, name=None)
    return page, status()


@blueprint.route("/organisation/currencies/<code>", methods=("GET", "POST"))
@needs(Permission.ARRANGE)
def currency(code: str) -> ResponseReturnValue:
    """Its proposed amounts and limits."""
    organisation, by = the_organisation(), current_staff().id
    if code not in organisation.currencies:
        abort(404)
    form, is_only = CurrencyForm.of(organisation, code), len(organisation.currencies) == 1
    if is_saved(form, lambda: offer_currency(form.to_offer(), by=by)):
        return redirect(url_for(_LIST), 303)
    page = render_template(
        "staff/configuration/currency.html",
        tabs=parts(_LIST),
        form=form,
        code=code,
        name=currency_name(code),
        is_only=is_only,
    )
    return page, status()


@blueprint.post("/organisation/currencies/<code>/stop")
@needs(Permission.ARRANGE)
def stop_currency(code: str) -> ResponseReturnValue:
    """Out of the form."""
    by = current_staff().id
    done = gettext("%(currency)s is no longer offered.", currency=code[:3])
    return press(lambda: stop_offering(code, by=by), url_for(_LIST), done)
