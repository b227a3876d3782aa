"""The forms of one currency: proposed amounts, the least and the most, written as people of the page's language do."""

from collections.abc import Iterator, Sequence
from typing import Any

from babel.numbers import get_currency_name
from flask_babel import gettext
from wtforms import Field, TextAreaField, ValidationError
from wtforms.validators import DataRequired

from donations.core.errors import Refused
from donations.core.money import Money, locale_of, parse_money
from donations.desk.arrange_currencies import CurrencyOffer
from donations.organisation.models import Organisation
from donations.payments.stripe_amounts import to_stripe
from donations.web.forms import BaseForm, LineField, at_most, choice
from donations.web.forms import lazy as _
from donations.web.language import current_language, translate_message
from donations.web.staff.gift_fields import amount_line, money_in, told

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
        self._take_limit(field)

    def validate_maximum(self, field: LineField) -> None:
        """Not below the least."""
        self._take_limit(field)
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

    def _take_limit(self, field: LineField) -> None:
        if self.code:  # else its own field says so
            amount = money_in(field, self.code)
            told(lambda: to_stripe(amount))
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
