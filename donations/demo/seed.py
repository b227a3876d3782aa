"""Made-up donations of five years, batch after batch, each in a transaction of its own."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from random import Random
from uuid import UUID

from sqlalchemy import func, select

from donations.core import clock
from donations.core.database import session
from donations.core.errors import Refused
from donations.core.installation import Mode, installation
from donations.demo import donation_rows as rows
from donations.demo import plan_rows, receipts, trail
from donations.demo.donation_rows import DonationRows, Here, Rows
from donations.demo.donations import SUPPORTER, Givers, MadeUpDonation, moments
from donations.demo.plan_lives import Lives
from donations.demo.plan_rows import PlanRows
from donations.demo.receipts import ReceiptRows
from donations.demo.regular_donations import Regulars
from donations.demo.snapshots import Snapshots
from donations.demo.store import Store
from donations.demo.trail import TrailRows
from donations.funds.edit_campaigns import add_campaign, close_campaign
from donations.funds.models import Campaign, Fund
from donations.funds.queries import all_campaigns, all_funds
from donations.giving.models import Donation
from donations.giving.states import DonationStatus
from donations.organisation.links import Links
from donations.organisation.queries import the_organisation
from donations.search.relist import relist
from donations.search.search_index import put_triggers_aside
from donations.staff.queries import all_staff

# In an order in which what is referred to comes first.
_COLUMNS = {**rows.COLUMNS, **receipts.COLUMNS, **plan_rows.COLUMNS, **trail.COLUMNS}


@dataclass(frozen=True, slots=True)
class Writing:
    """Everything that makes rows of donations; made within a transaction, used by those that follow."""

    store: Store
    donation_rows: DonationRows
    receipt_rows: ReceiptRows
    plan_rows: PlanRows
    trail: TrailRows

    def write(self, donations: Sequence[MadeUpDonation]) -> None:
        """With all that belongs to them; in the caller's transaction."""
        found: Rows = defaultdict(list)
        self.receipt_rows.read_counters()
        self.trail.read_end()
        self.store.prepare()
        for donation in donations:
            donation_id, _ = self.donation_rows.add(donation, found)
            self.plan_rows.add(donation, donation_id, found)
            self.trail.add(donation, donation_id, self.donation_rows.number_of(donation), found)
            if donation.status == DonationStatus.SETTLED:
                self.receipt_rows.add(donation, donation_id, found)
        for table, columns in _COLUMNS.items():
            self.store.write(table, columns, found[table])
        self.receipt_rows.write_counters()
        relist(UUID(row[0]) for row in found["donation"])


def donations_here() -> Here:
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
    donation_rows = DonationRows(store, random, donations_here(), *ids)
    return Writing(
        store=store,
        donation_rows=donation_rows,
        receipt_rows=ReceiptRows(random, donation_rows, Snapshots(links), [dict(fund.name) for fund in funds]),
        plan_rows=PlanRows(donation_rows, random, clock.now()),
        trail=TrailRows(store, random, zone, staff[0].id if staff else None),
    )


_PAST = {
    "winter": ("Zima w mieście", "Winter in Town"),
    "forests": ("Lasy bez tajemnic", "Forests Without Secrets"),
    "ballots": ("Przy urnie", "At the Ballot Box"),
}
_INTRO = {"pl": "Zbiórka zakończona. Dziękujemy!", "en": "This campaign has ended. Thank you!"}
AT_ONCE = 5_000
MANY = 20_000  # from here on the search index is made anew at the end
YEARS = 5


@dataclass(slots=True)
class Seeding:
    """What a run works with; made within a transaction, used by those that follow."""

    donations: Iterator[MadeUpDonation]
    writing: Writing


def prepare(count: int, links: Links, seed: int) -> Seeding:
    """Add the campaigns of past years, and get ready; in the caller's transaction. Refused in live mode."""
    random, now, funds = Random(seed + donations_here().donations), clock.now(), all_funds()  # noqa: S311 - made up, not secret
    campaigns = _with_past(all_campaigns(), funds)
    writing = begin_writing(random, links, funds, campaigns)
    places = {fund.id: place for place, fund in enumerate(funds)}
    givers = Givers(random, now, [places[campaign.fund_id] for campaign in campaigns], len(funds))
    lives = Lives(random, now, the_organisation().zone, has_staff=writing.trail.staff_id is not None)
    regulars = Regulars(givers, lives, count)
    if count >= MANY:
        put_triggers_aside()
    donations = (regulars.donation(number, at) for number, at in enumerate(moments(count, now, YEARS, random)))
    return Seeding(donations, writing)


def add_batch(seeding: Seeding) -> int:
    """The next donations with all that belongs to them, listed; in the caller's transaction. How many there were."""
    some = list(islice(seeding.donations, AT_ONCE))
    if some:
        seeding.writing.write(some)
    return len(some)


def _with_past(campaigns: list[Campaign], funds: list[Fund]) -> list[Campaign]:
    known = {campaign.slug for campaign in campaigns}
    for place, (slug, (polish, english)) in enumerate(_PAST.items()):
        if slug not in known:
            name = {"pl": polish, "en": english}
            campaigns.append(add_campaign(slug, funds[place % len(funds)], name=name, intro=_INTRO))
            close_campaign(slug)
    return campaigns
