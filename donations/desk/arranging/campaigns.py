"""Staff add, change, close and remove campaigns; each act is one row of the trail."""

from typing import Any
from uuid import UUID

from donations.funds import edit_campaigns
from donations.funds.edit_campaigns import CampaignFacts
from donations.funds.models import Campaign
from donations.funds.queries import campaign_by_id
from donations.staff.audit_trail import Act, record_audit

_KIND = "campaign"


def add_campaign(slug: str, facts: CampaignFacts, *, by: UUID | None) -> Campaign:
    """A page of its own at ``/give/<slug>``."""
    campaign = edit_campaigns.open_new_campaign(slug, facts)
    record_audit(Act("campaign.added", _KIND, campaign.id, by, after={"slug": slug, **_details(campaign)}))
    return campaign


def change_campaign(campaign_id: UUID, facts: CampaignFacts, *, by: UUID | None) -> None:
    """Only what is now otherwise is written into the trail; nothing when all stays."""
    before = _details(campaign_by_id(campaign_id))
    after = _details(edit_campaigns.change_campaign(campaign_id, facts))
    if changed := [name for name in after if after[name] != before[name]]:
        was, now = ({name: details[name] for name in changed} for details in (before, after))
        record_audit(Act("campaign.changed", _KIND, campaign_id, by, before=was, after=now))


def close_campaign(campaign_id: UUID, *, by: UUID | None) -> None:
    """Its page ends; nothing is written when it was closed already."""
    campaign = campaign_by_id(campaign_id)
    before = _state(campaign)
    _record_state("campaign.closed", before, edit_campaigns.close_campaign(campaign.slug), by)


def reopen_campaign(campaign_id: UUID, *, by: UUID | None) -> None:
    """Its page is there again."""
    before = _state(campaign_by_id(campaign_id))
    _record_state("campaign.reopened", before, edit_campaigns.reopen_campaign(campaign_id), by)


def delete_campaign(campaign_id: UUID, *, by: UUID | None) -> None:
    """Only one that brought no donation."""
    campaign = campaign_by_id(campaign_id)
    before = {"slug": campaign.slug, "name": campaign.name}
    edit_campaigns.delete_campaign(campaign_id)
    record_audit(Act("campaign.deleted", _KIND, campaign_id, by, before=before))


def _details(campaign: Campaign) -> dict[str, Any]:
    goal = campaign.goal.amount if campaign.goal else None
    return {
        "fund": campaign.fund.slug,
        "name": campaign.name,
        "intro": campaign.intro,
        "goal": f"{goal.plain()} {goal.currency}" if goal else "",
        "starts_on": campaign.starts_on.isoformat() if campaign.starts_on else "",
        "ends_on": campaign.ends_on.isoformat() if campaign.ends_on else "",
    }


def _state(campaign: Campaign) -> dict[str, Any]:
    return {"slug": campaign.slug, "is_open": campaign.closed_at is None}


def _record_state(action: str, before: dict[str, Any], campaign: Campaign, by: UUID | None) -> None:
    if before != _state(campaign):
        record_audit(Act(action, _KIND, campaign.id, by, before=before, after=_state(campaign)))
