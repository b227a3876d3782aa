"""The forms of funds and campaigns."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from flask_babel import gettext
from wtforms import ValidationError

from donations.funds.edit_campaigns import CampaignFacts
from donations.funds.edit_funds import LONGEST, free_slug, slug_of
from donations.funds.models import Campaign, Fund
from donations.web.filters import in_language
from donations.web.forms import BaseForm, LineField, choice
from donations.web.forms import lazy as _
from donations.web.staff.configuration.currencies import as_typed
from donations.web.staff.shared.fields import (
    day_in,
    from_each_language,
    in_each_language,
    money_in,
    name_in,
    optional_line,
    or_field_error,
    sentence_in,
)

if TYPE_CHECKING:
    from datetime import date

    from donations.core.money import Money

_DAY = {"type": "date"}


class NamesForm(BaseForm):
    """A name in each language."""

    name_pl = name_in("pl", _("Name in Polish"))
    name_en = name_in("en", _("Name in English"))

    def names(self) -> dict[str, str]:
        """By language."""
        return in_each_language(self, "name")


class _WithSlug(BaseForm):
    """The word in addresses is chosen once: links to it are printed and sent."""

    slug = optional_line(
        _("Word in addresses"),
        LONGEST,
        _("Small letters, figures and hyphens; it never changes. Left empty, it is made from the English name."),
    )

    model: type[Fund] | type[Campaign]

    def to_slug(self) -> str:
        """As it was written, or else from the name."""
        return self.slug.data or slug_of(self["name_en"].data or "")

    def validate_slug(self, _field: LineField) -> None:
        """Plain, and not taken."""
        slug = self.to_slug()
        if not slug and self["name_en"].data:
            raise ValidationError(gettext("Please write a word: none can be made from the English name."))
        if slug:
            or_field_error(lambda: free_slug(self.model, slug))


class NewFundForm(NamesForm, _WithSlug):
    """One more fund."""

    model = Fund


class FundForm(NamesForm):
    """Another name."""

    @classmethod
    def of(cls, fund: Fund) -> "FundForm":
        """As it is now."""
        return cls(**from_each_language("name", fund.name))


class CampaignForm(NamesForm):
    """What a campaign's page says, what it asks for, and when."""

    intro_pl = sentence_in("pl", _("First words in Polish"))
    intro_en = sentence_in("en", _("First words in English"))
    fund = choice(_("Fund"), _("Please choose one of the funds shown."))
    goal = optional_line(_("Goal"), 20)
    goal_currency = choice(_("Currency"), _("Please choose one of the currencies offered."))
    starts_on = optional_line(_("First day"), 10)
    ends_on = optional_line(_("Last day"), 10)

    def __init__(self, funds: Sequence[Fund], currencies: Sequence[str], **named: Any) -> None:
        super().__init__(**named)
        self.funds = {fund.slug: fund.id for fund in funds}
        self.fund.choices = [(fund.slug, in_language(fund.name)) for fund in funds]
        self.goal_currency.choices = [(code, code) for code in currencies]
        self.currencies = currencies
        for field in (self.starts_on, self.ends_on):
            field.render_kw = {**field.render_kw, **_DAY}
        self.amount: Money | None = None
        self.days: dict[str, date] = {}

    @classmethod
    def of(cls, campaign: Campaign, funds: Sequence[Fund], currencies: Sequence[str]) -> "CampaignForm":
        """As it is now; its fund and its currency are offered whatever became of them."""
        goal = campaign.goal.amount if campaign.goal else None
        start = {
            **from_each_language("name", campaign.name),
            **from_each_language("intro", campaign.intro),
            "fund": campaign.fund.slug,
            "goal": as_typed(goal) if goal else "",
            "goal_currency": goal.currency if goal else currencies[0],
            "starts_on": campaign.starts_on.isoformat() if campaign.starts_on else "",
            "ends_on": campaign.ends_on.isoformat() if campaign.ends_on else "",
        }
        offered = [*funds, *([] if campaign.fund in funds else [campaign.fund])]
        codes = [*currencies, *([goal.currency] if goal and goal.currency not in currencies else [])]
        return cls(offered, codes, **start)

    def validate_goal(self, field: LineField) -> None:
        """An amount in the currency beside it, or nothing."""
        if field.data and self.goal_currency.data in self.currencies:
            self.amount = money_in(field, self.goal_currency.data)

    def validate_starts_on(self, field: LineField) -> None:
        """A day, or nothing."""
        self._record_day(field)

    def validate_ends_on(self, field: LineField) -> None:
        """A day not before the first, or nothing."""
        self._record_day(field)
        first, last = self.days.get("starts_on"), self.days.get("ends_on")
        if first and last and last < first:
            raise ValidationError(gettext("The last day is before the first."))

    def to_facts(self) -> CampaignFacts:
        """What the verb takes."""
        return CampaignFacts(
            fund_id=self.funds[self.fund.data],
            name=self.names(),
            intro=in_each_language(self, "intro"),
            goal=self.amount,
            starts_on=self.days.get("starts_on"),
            ends_on=self.days.get("ends_on"),
        )

    def _record_day(self, field: LineField) -> None:
        if field.data:
            self.days[field.name] = day_in(field)


class NewCampaignForm(CampaignForm, _WithSlug):
    """One more campaign."""

    model = Campaign
