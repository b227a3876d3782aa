"""Open funds and campaigns, as the form offers them; all of them, as staff see them."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from donations.core import clock
from donations.core.database import session
from donations.core.errors import NotFound
from donations.funds.models import Campaign, Fund
from donations.organisation.queries import the_organisation


def open_funds() -> list[Fund]:
    """In the order of the form."""
    return list(session.scalars(select(Fund).where(Fund.closed_at.is_(None)).order_by(Fund.position, Fund.slug)))


def all_funds() -> list[Fund]:
    """Closed ones too."""
    return list(session.scalars(select(Fund).order_by(Fund.position, Fund.slug)))


def fund_by_slug(slug: str) -> Fund:
    """Open or closed; raises `NotFound`."""
    found = session.scalar(select(Fund).where(Fund.slug == slug))
    if found is None:
        raise NotFound("There is no fund called %(slug)s.", slug=slug)
    return found


def fund_by_id(fund_id: UUID) -> Fund:
    """Open or closed; raises `NotFound`."""
    found = session.get(Fund, fund_id)
    if found is None:
        raise NotFound("There is no such fund.")
    return found


def open_campaign(slug: str) -> Campaign:
    """Raises `NotFound` for one that is closed, over, not begun yet or unknown."""
    found = session.scalar(select(Campaign).where(Campaign.slug == slug))
    if found is None or not is_open(found):
        if found and found.closed_at is None and not found.is_over_on(_today()):
            raise NotFound("This campaign has not begun yet. You can already give to the foundation.")
        raise NotFound("This campaign has ended, or never was. You can still give to the foundation.")
    return found


def is_open(campaign: Campaign) -> bool:
    """Whether its page is there today, where the organisation is."""
    return campaign.is_open_on(_today())


def all_campaigns() -> list[Campaign]:
    """Closed ones too."""
    return list(session.scalars(select(Campaign).order_by(Campaign.slug)))


def campaigns_with_goals() -> list[Campaign]:
    """The newest first, their goals read along."""
    newest = select(Campaign).options(joinedload(Campaign.goal)).order_by(Campaign.added_at.desc(), Campaign.slug)
    return list(session.scalars(newest))


def campaign_by_slug(slug: str) -> Campaign:
    """Open or closed; raises `NotFound`."""
    found = session.scalar(select(Campaign).where(Campaign.slug == slug))
    if found is None:
        raise NotFound("There is no campaign called %(slug)s.", slug=slug)
    return found


def campaign_by_id(campaign_id: UUID) -> Campaign:
    """Open or closed; raises `NotFound`."""
    found = session.get(Campaign, campaign_id)
    if found is None:
        raise NotFound("There is no such campaign.")
    return found


def _today() -> date:
    return clock.local_date(clock.now(), the_organisation().zone)


def offered_campaign(campaign: Campaign | None, fund_id: UUID) -> str | None:
    """The slug of a campaign that another donation for this fund may be given to; None: it is over, or for another
    one.
    """
    is_offered = campaign is not None and campaign.fund_id == fund_id and is_open(campaign)
    return campaign.slug if campaign and is_offered else None
