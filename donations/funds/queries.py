"""Open funds and campaigns, as the form offers them."""

from sqlalchemy import select

from donations.core.database import session
from donations.core.errors import NotFound
from donations.funds.models import Campaign, Fund


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


def open_campaign(slug: str) -> Campaign:
    """Raises `NotFound` for one that is closed or unknown."""
    found = session.scalar(select(Campaign).where(Campaign.slug == slug, Campaign.closed_at.is_(None)))
    if found is None:
        raise NotFound("This campaign has ended, or never was. You can still give to the foundation.")
    return found


def all_campaigns() -> list[Campaign]:
    """Closed ones too."""
    return list(session.scalars(select(Campaign).order_by(Campaign.slug)))
