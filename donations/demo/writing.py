"""Made-up gifts become rows, some thousand at a time, listed as all gifts are."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from uuid import UUID

from sqlalchemy import func, select

from donations.core import clock
from donations.core.database import session
from donations.core.errors import Refused
from donations.core.installation import Mode, installation
from donations.demo import plan_rows, receipts, rows, trail
from donations.demo.gifts import Gift
from donations.demo.people import SUPPORTER
from donations.demo.plan_rows import PlanRows
from donations.demo.receipts import ReceiptRows
from donations.demo.rows import GiftRows, Here, Rows
from donations.demo.snapshots import Snapshots
from donations.demo.store import Store
from donations.demo.trail import TrailRows
from donations.funds.models import Campaign, Fund
from donations.giving.models import Donation
from donations.giving.states import DonationStatus
from donations.organisation.links import Links
from donations.organisation.queries import the_organisation
from donations.reporting.listing.relist import relist
from donations.staff.queries import all_staff

# In an order in which what is referred to comes first.
_COLUMNS = {**rows.COLUMNS, **receipts.COLUMNS, **plan_rows.COLUMNS, **trail.COLUMNS}


@dataclass(frozen=True, slots=True)
class Writing:
    """Everything that makes rows of gifts; made within a transaction, used by those that follow."""

    store: Store
    gift_rows: GiftRows
    receipt_rows: ReceiptRows
    plan_rows: PlanRows
    trail: TrailRows

    def write(self, gifts: Sequence[Gift]) -> None:
        """With all that belongs to them; in the caller's transaction."""
        found: Rows = defaultdict(list)
        self.receipt_rows.read_counters()
        self.trail.read_end()
        self.store.prepare()
        for gift in gifts:
            donation_id, _ = self.gift_rows.add(gift, found)
            self.plan_rows.add(gift, donation_id, found)
            self.trail.add(gift, donation_id, self.gift_rows.number_of(gift), found)
            if gift.status == DonationStatus.SETTLED:
                self.receipt_rows.add(gift, donation_id, found)
        for table, columns in _COLUMNS.items():
            self.store.write(table, columns, found[table])
        self.receipt_rows.write_counters()
        relist(UUID(row[0]) for row in found["donation"])


def gifts_here() -> Here:
    """Made up or not."""
    count = select(func.count()).select_from(Donation)
    by_others = session.scalar(count.where(Donation.email_key != SUPPORTER.email)) or 0
    return Here(session.scalar(count) or 0, is_again=by_others > 0)


def begin_writing(random: Random, links: Links, funds: Sequence[Fund], campaigns: Sequence[Campaign]) -> Writing:
    """In the caller's transaction. Refused in live mode."""
    if installation().mode == Mode.LIVE:
        raise Refused("Made-up gifts have no place beside real ones.")
    store, zone, staff = Store(), the_organisation().zone, [each for each in all_staff() if each.active]
    ids = [[each.id.hex for each in known] for known in (funds, campaigns)]
    gift_rows = GiftRows(store, random, gifts_here(), *ids)
    return Writing(
        store=store,
        gift_rows=gift_rows,
        receipt_rows=ReceiptRows(random, gift_rows, Snapshots(links), [dict(fund.name) for fund in funds]),
        plan_rows=PlanRows(gift_rows, random, clock.now()),
        trail=TrailRows(store, random, zone, staff[0].id if staff else None),
    )
