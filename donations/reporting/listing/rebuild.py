"""Make the whole list anew from the donations, some at a time: for a database that comes from before, and for repair."""

from uuid import UUID

from sqlalchemy import func, select, text

from donations.core.database import db, session
from donations.giving.models import Donation
from donations.reporting.listing.add_up import add_up_all
from donations.reporting.listing.models import ListedDonation
from donations.reporting.listing.relist import relist

INDEXES = ("donation_search", "donation_ranking")


def is_behind() -> bool:
    """Whether donations wait that were never listed."""
    return session.scalar(select(func.count(ListedDonation.position))) != session.scalar(select(func.count(Donation.id)))


def relist_some(after: UUID | None, count: int) -> UUID | None:
    """The next `count` donations after that one, in the caller's transaction; the last of them, or None at the end."""
    wanted = select(Donation.id).order_by(Donation.id).limit(count)
    found = list(session.scalars(wanted.where(Donation.id > after) if after else wanted))
    relist(found)
    return found[-1] if found else None


def finish() -> None:
    """After the last of them: add all figures up, and join the pieces of the search index."""
    add_up_all()
    if db.engine.dialect.name == "sqlite":
        for index in INDEXES:
            session.execute(text(f"INSERT INTO {index}({index}) VALUES ('optimize')"))  # noqa: S608 - our own names
