"""What the pages share on which something is recorded by hand: each form does what it does once."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import abort, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import BooleanField, Field, HiddenField, TextAreaField, ValidationError
from wtforms.validators import InputRequired

from donations.core import clock
from donations.core.database import session
from donations.desk.record_once import checked_ticket, new_ticket
from donations.funds.models import Campaign, Fund
from donations.giving.by_hand.record_donation import Giver
from donations.organisation.models import Organisation
from donations.supporters.models import Supporter
from donations.web.filters import in_language
from donations.web.forms import BaseForm, LineField, at_most, choice, printable_line, printable_text
from donations.web.forms import lazy as _
from donations.web.language import LANGUAGES, current_language
from donations.web.public.fill_form import countries
from donations.web.staff.donations.forms import ADDRESS
from donations.web.staff.shared.act_page import is_done, status
from donations.web.staff.shared.fields import email_line, money_in, optional_line

if TYPE_CHECKING:
    from datetime import date

    from donations.core.money import Money


class RecordForm(BaseForm):
    """Each kind adds its `amount`, its day and what else there is to say."""

    ticket = HiddenField()
    currency = choice(_("Currency"), _("Please choose one of the currencies offered."))
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
        self.fund_ids = {fund.slug: fund.id for fund in funds}
        self.campaign_ids = {each.slug: each.id for each in campaigns}
        self.zone = organisation.zone
        self.needs_address = organisation.receipt_needs_address
        self.currencies = [*organisation.currencies]
        self.currency.choices = [(code, code) for code in self.currencies]
        self.fund.choices = [(fund.slug, in_language(fund.name)) for fund in funds]
        self.campaign.choices = [("", gettext("none")), *((each.slug, in_language(each.name)) for each in campaigns)]
        self.language.choices = [*LANGUAGES.items()]
        self.country.choices = countries(current_language())

    def __iter__(self) -> Iterator[Field]:
        """In the order of the page, for the summary of errors: what came stands above for what and from whom."""
        return iter(sorted(super().__iter__(), key=lambda field: hasattr(RecordForm, field.short_name)))

    def validate_amount(self, field: LineField) -> None:
        """In the currency chosen."""
        if self.currency.data in self.currencies:  # else its own field says so
            self.money = money_in(field, self.currency.data)

    def validate_city(self, field: LineField) -> None:
        """Only where the receipt needs an address."""
        if self.needs_address and not (field.data and self.address_line.data):
            raise ValidationError(gettext("A receipt of ours needs an address: street and town."))

    @property
    def fund_id(self) -> UUID:
        """What a valid form is for."""
        return self.fund_ids[self.fund.data]

    @property
    def campaign_id(self) -> UUID | None:
        """The campaign it belongs to, if any."""
        return self.campaign_ids.get(self.campaign.data)

    def giver(self, supporter_id: UUID | None) -> Giver:
        """Who gives, as a valid form says."""
        has_address = bool(self.address_line.data or self.city.data)
        return Giver(
            name=self.name.data or "",
            language=self.language.data,
            email=self.email.data or "",
            address={name: self[name].data or "" for name in ADDRESS} if has_address else None,
            is_anonymous=self.is_anonymous.data,
            supporter_id=supporter_id,
        )


Recorded = tuple[str, str]  # what has happened, and the page to go to


def recorded_once(form: RecordForm, show: Callable[[], str], record: Callable[[str], Recorded]) -> ResponseReturnValue:
    """Show the page, or record what its form says. `record` is given the form's ticket, inside the transaction."""
    recorded: list[Recorded] = []
    if is_done(form, lambda: recorded.append(record(checked_ticket(form.ticket.data or "")))):
        [(done, url)] = recorded
        flash(done)
        return redirect(url, 303)
    if form.has_refusal:
        form.ticket.data = new_ticket()  # the old one may have been used up by what it was refused for
    return show(), status()


def first_values(organisation: Organisation, supporter: Supporter | None, day: str) -> dict[str, Any]:
    """What a fresh form starts with; `day` is the name of its date."""
    known = {"name": supporter.name, "email": supporter.email, "language": supporter.language} if supporter else {}
    return {
        "ticket": "" if request.method == "POST" else new_ticket(),
        "language": organisation.default_language,
        day: clock.local_date(clock.now(), organisation.zone).isoformat(),
        "country": organisation.country,
        **known,
    }


def supporter_asked_for() -> Supporter | None:
    """Whom the address names; 404 for nobody we know."""
    requested = request.args.get("supporter")
    if requested is None:
        return None
    try:
        found = session.get(Supporter, UUID(requested))
    except ValueError:
        abort(400)
    return found or abort(404)


def supporter_id_of(supporter: Supporter | None) -> UUID | None:
    """Taken before the transaction forgets what was read."""
    return supporter.id if supporter else None
