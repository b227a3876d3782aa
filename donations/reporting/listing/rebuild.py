"""Make the whole list anew from the donations, some at a time: for a database from before, and for repair."""

from uuid import UUID

from sqlalchemy import func, select

from donations.core.database import session
from donations.giving.models import Donation
from donations.reporting.listing.add_up import add_up_all
from donations.reporting.listing.models import ListedDonation
from donations.reporting.listing.relist import relist
from donations.reporting.listing.search_index import remake
from donations.reporting.plan_search import mend_plan_words


def is_behind() -> bool:
    """Whether donations wait that were never listed."""
    counts = (select(func.count(ListedDonation.position)), select(func.count(Donation.id)))
    return len({session.scalar(count) for count in counts}) > 1


def relist_some(after: UUID | None, count: int) -> list[UUID]:
    """The next `count` donations after that one, in the caller's transaction."""
    wanted = select(Donation.id).order_by(Donation.id).limit(count)
    found = list(session.scalars(wanted.where(Donation.id > after) if after else wanted))
    relist(found)
    return found


def finish() -> None:
    """After the last of them: add all figures up, and make the search index anew; that of regular gifts, too."""
    add_up_all()
    remake()
    mend_plan_words()
