"""A whole donation is meant for another fund. Receipts that were issued keep saying what they said."""

from uuid import UUID

from donations.core.database import session
from donations.core.errors import Refused
from donations.funds.models import Fund
from donations.giving.models import Allocation, Donation
from donations.staff.record_audit import Act, record_audit


def move_to_fund(donation: Donation, fund: Fund, by: UUID, reason: str) -> None:
    """`donation` is locked; in the caller's transaction. Nothing happens to one that is there already."""
    before = {allocation.fund.slug: allocation.amount_minor for allocation in donation.allocations}
    if list(before) == [fund.slug]:
        return
    if fund.closed_at:
        raise Refused("%(fund)s is closed.", fund=fund.slug)
    for allocation in donation.allocations:
        session.delete(allocation)
    session.flush()
    session.add(Allocation(donation_id=donation.id, fund_id=fund.id, amount=donation.amount))
    session.flush()
    session.refresh(donation, ["allocations"])
    after = {fund.slug: donation.amount.minor}
    record_audit(Act("donation.moved_to_fund", "donation", donation.id, by, reason, before, after))
