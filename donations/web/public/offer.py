"""What the form offers: currencies with their presets, funds, and the prices for covering the costs."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext, pgettext

from donations.core import clock
from donations.core.currencies import exponent
from donations.core.errors import Refused
from donations.core.money import Money
from donations.core.wording import in_language
from donations.funds.models import Campaign, Fund
from donations.funds.queries import open_campaign, open_funds
from donations.giving.start.cover_costs import price_on
from donations.giving.states import MONTHS, Frequency
from donations.organisation.models import Organisation
from donations.organisation.queries import the_organisation
from donations.web.app_context import settings
from donations.web.language import current_language

# A visitor's own money first; the currency select offers the rest.
_OF_LANGUAGE = {"pl": "PLN", "en": "EUR"}


@dataclass(frozen=True, slots=True)
class Offer:
    """Read once for each page."""

    organisation: Organisation
    campaign: Campaign | None
    funds: list[Fund]
    today: date
    frequencies: list[Frequency]

    @property
    def currencies(self) -> list[str]:
        """Codes, in the organisation's order."""
        return [*self.organisation.currencies]

    @property
    def default_currency(self) -> str:
        """The currency of the page's language where it is offered."""
        chosen = _OF_LANGUAGE.get(current_language(), "")
        return chosen if chosen in self.currencies else self.currencies[0]

    @property
    def needs_address(self) -> bool:
        """Whether a receipt here needs the donor's address."""
        return self.organisation.receipt_needs_address

    def fund_name(self, fund: Fund) -> str:
        """In the page's language."""
        return in_language(fund.name, current_language(), self.organisation.default_language)

    def fund_by_slug(self, slug: str) -> Fund:
        """One of the funds offered."""
        return next(fund for fund in self.funds if fund.slug == slug)

    def frequency_names(self) -> list[tuple[str, str]]:
        """How often one may give, in the page's language."""
        names = {
            Frequency.ONCE: pgettext("how often", "Once"),
            Frequency.MONTHLY: pgettext("how often", "Every month"),
            Frequency.QUARTERLY: pgettext("how often", "Every three months"),
            Frequency.YEARLY: pgettext("how often", "Every year"),
        }
        return [(frequency.value, names[frequency]) for frequency in self.frequencies]

    def usual_donation(self, currency: str) -> Money:
        """What the form starts with: the second preset."""
        amounts = self.organisation.presets(currency)
        return amounts[min(1, len(amounts) - 1)]

    def presets(self, currency: str, chosen: Money | None) -> list[dict[str, Any]]:
        """The amounts offered; the one chosen is checked."""
        amounts = self.organisation.presets(currency)
        return [{"value": a.short(), "label": label(a), "is_checked": a == chosen} for a in amounts]

    def pricing(self) -> dict[str, Any]:
        """What the script needs to say the same as we do."""
        return {
            "language": current_language(),
            "currencies": {code: self._currency(code) for code in self.currencies},
            "funds": {fund.slug: self.fund_name(fund) for fund in self.funds},
            "sentences": sentences(),
            "a_year": {frequency.value: 12 // months for frequency, months in MONTHS.items()},
        }

    def _currency(self, code: str) -> dict[str, Any]:
        price = price_on(code, self.today)
        presets = [{"value": a.short(), "label": label(a)} for a in self.organisation.presets(code)]
        cover = {"fixed_minor": price.fixed_minor, "rate_bp": price.rate_bp} if price else None
        return {"decimals": exponent(code), "presets": presets, "cover": cover}


def read_offer(campaign_slug: str | None) -> Offer:
    """Raises `NotFound` for a campaign that is closed or unknown, `Refused` before the service is set up."""
    organisation = the_organisation()
    campaign = open_campaign(campaign_slug) if campaign_slug else None
    funds = [campaign.fund] if campaign else open_funds()
    if not funds:
        raise Refused("There is no open fund yet. Run: donations funds add")
    offered = [each for each in Frequency if each != Frequency.QUARTERLY or settings().offers_quarterly]
    return Offer(organisation, campaign, funds, clock.local_date(clock.now(), organisation.zone), offered)


def label(amount: Money) -> str:
    """A preset as people say it: without a fraction of zeros."""
    return amount.format_short(current_language())


def sentences() -> dict[str, str]:
    """The sentences that sum the donation up, for filling in."""
    return {
        "once": gettext("You give %(amount)s once to: %(fund)s."),
        "once_with_costs": gettext("You give %(amount)s once to: %(fund)s; %(costs)s of it covers the costs."),
        "monthly": gettext("You give %(amount)s every month to: %(fund)s. In a year that is %(year)s."),
        "monthly_with_costs": gettext(
            "You give %(amount)s every month to: %(fund)s; %(costs)s of it covers the costs. "
            "In a year that is %(year)s."
        ),
        "quarterly": gettext("You give %(amount)s every three months to: %(fund)s. In a year that is %(year)s."),
        "quarterly_with_costs": gettext(
            "You give %(amount)s every three months to: %(fund)s; %(costs)s of it covers the costs. "
            "In a year that is %(year)s."
        ),
        "yearly": gettext("You give %(amount)s every year to: %(fund)s."),
        "yearly_with_costs": gettext("You give %(amount)s every year to: %(fund)s; %(costs)s of it covers the costs."),
        "cover": gettext("Add %(costs)s, so that the costs of the payment do not reduce my gift"),
    }
