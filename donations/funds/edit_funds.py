"""Add and close funds and campaigns."""

import re
from collections.abc import Mapping

from sqlalchemy import func, select

from donations.core import clock
from donations.core.database import session
from donations.core.errors import NotFound, Refused
from donations.funds.models import Campaign, Fund
from donations.funds.queries import fund_by_slug, open_funds
from donations.organisation.queries import mark_changed

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def add_fund(slug: str, name: Mapping[str, str]) -> Fund:
    """A new open fund, last in the form."""
    last = session.scalar(select(func.max(Fund.position))) or 0
    fund = Fund(slug=_free_slug(Fund, slug), name=dict(name), position=last + 1)
    session.add(fund)
    session.flush()
    mark_changed()
    return fund


def close_fund(slug: str) -> None:
    """It stays in the books and leaves the form. The last open fund cannot be closed: a gift needs a purpose."""
    fund = fund_by_slug(slug)
    if [other.id for other in open_funds()] == [fund.id]:
        raise Refused("%(slug)s is the only open fund; add another first.", slug=slug)
    if session.scalar(select(Campaign.slug).where(Campaign.fund_id == fund.id, Campaign.closed_at.is_(None))):
        raise Refused("An open campaign asks for %(slug)s; close the campaign first.", slug=slug)
    fund.closed_at = fund.closed_at or clock.now()
    session.flush()
    mark_changed()


def add_campaign(slug: str, fund: Fund, *, name: Mapping[str, str], intro: Mapping[str, str]) -> Campaign:
    """A page of its own at ``/give/<slug>``."""
    campaign = Campaign(slug=_free_slug(Campaign, slug), fund=fund, name=dict(name), intro=dict(intro))
    session.add(campaign)
    session.flush()
    mark_changed()
    return campaign


def _free_slug(model: type[Fund] | type[Campaign], slug: str) -> str:
    if not _SLUG.fullmatch(slug):
        raise Refused("%(slug)s must be small letters, figures and hyphens.", slug=slug)
    if session.scalar(select(model.id).where(model.slug == slug)):
        raise Refused("%(slug)s is taken.", slug=slug)
    return slug


def close_campaign(slug: str) -> None:
    """Its page ends; gifts keep saying where they came from."""
    campaign = session.scalar(select(Campaign).where(Campaign.slug == slug))
    if campaign is None:
        raise NotFound("There is no campaign called %(slug)s.", slug=slug)
    campaign.closed_at = campaign.closed_at or clock.now()
    session.flush()
    mark_changed()
