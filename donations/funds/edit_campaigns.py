"""Add, change, close and remove campaigns."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from donations.core import clock
from donations.core.database import session
from donations.core.errors import Refused
from donations.core.money import Money
from donations.funds.edit_funds import checked_names, delete_unused, free_slug
from donations.funds.models import Campaign, CampaignGoal, Fund
from donations.funds.queries import campaign_by_id, campaign_by_slug, fund_by_id
from donations.organisation.queries import mark_changed


@dataclass(frozen=True, slots=True)
class CampaignFacts:
    """All that can be said of a campaign but its word in addresses."""

    fund_id: UUID
    name: Mapping[str, str]
    intro: Mapping[str, str] = field(default_factory=dict)
    goal: Money | None = None
    starts_on: date | None = None
    ends_on: date | None = None


def add_campaign(slug: str, fund: Fund, *, name: Mapping[str, str], intro: Mapping[str, str]) -> Campaign:
    """A page of its own at ``/give/<slug>``, from now on."""
    return open_new_campaign(slug, CampaignFacts(fund.id, name, intro))


def open_new_campaign(slug: str, facts: CampaignFacts) -> Campaign:
    """A page of its own at ``/give/<slug>``, on the days it is meant for."""
    campaign = Campaign(slug=free_slug(Campaign, slug), closed_at=None)
    _write(campaign, facts)
    session.add(campaign)
    return _changed(campaign)


def change_campaign(campaign_id: UUID, facts: CampaignFacts) -> Campaign:
    """From now on; donations given before keep their fund."""
    campaign = campaign_by_id(campaign_id)
    _write(campaign, facts)
    return _changed(campaign)


def close_campaign(slug: str) -> Campaign:
    """Its page ends; donations keep saying where they came from."""
    campaign = campaign_by_slug(slug)
    campaign.closed_at = campaign.closed_at or clock.now()
    return _changed(campaign)


def reopen_campaign(campaign_id: UUID) -> Campaign:
    """Its page is there again, on the days it is meant for."""
    campaign = campaign_by_id(campaign_id)
    _refuse_closed(campaign.fund)
    campaign.closed_at = None
    return _changed(campaign)


def delete_campaign(campaign_id: UUID) -> None:
    """Only one that brought no donation: the database itself keeps every other."""
    delete_unused(campaign_by_id(campaign_id))


def _write(campaign: Campaign, facts: CampaignFacts) -> None:
    if facts.starts_on and facts.ends_on and facts.starts_on > facts.ends_on:
        raise Refused("The last day is before the first.")
    fund = fund_by_id(facts.fund_id)
    if campaign.closed_at is None:
        _refuse_closed(fund)
    campaign.fund, campaign.name, campaign.intro = fund, checked_names(facts.name), dict(facts.intro)
    campaign.starts_on, campaign.ends_on = facts.starts_on, facts.ends_on
    if facts.goal is None:
        campaign.goal = None
    elif campaign.goal is None:
        campaign.goal = CampaignGoal(amount=facts.goal)
    else:
        campaign.goal.amount = facts.goal


def _refuse_closed(fund: Fund) -> None:
    if fund.closed_at:
        raise Refused("The fund %(slug)s is closed; open it again, or choose another.", slug=fund.slug)


def _changed(campaign: Campaign) -> Campaign:
    session.flush()
    mark_changed()
    return campaign
