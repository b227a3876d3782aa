"""Made-up gifts of five years, batch after batch, each in a transaction of its own."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from random import Random
from uuid import UUID

from sqlalchemy import func, select

from donations.core import clock
from donations.core.database import session
from donations.core.errors import Refused
from donations.core.installation import Mode, installation
from donations.demo import receipts, rows
from donations.demo.days import moments
from donations.demo.gifts import Gift, Givers
from donations.demo.receipts import ReceiptRows
from donations.demo.rows import GiftRows, Rows
from donations.demo.snapshots import Snapshots
from donations.demo.store import Store
from donations.funds.edit_campaigns import add_campaign, close_campaign
from donations.funds.models import Campaign, Fund
from donations.funds.queries import all_campaigns, all_funds
from donations.giving.models import Donation
from donations.giving.states import DonationStatus
from donations.organisation.links import Links
from donations.reporting.listing.relist import relist
from donations.reporting.listing.search_index import put_triggers_aside

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

    random: Random
    gifts: Iterator[Gift]
    gift_rows: GiftRows
    receipt_rows: ReceiptRows
    store: Store


def prepare(count: int, links: Links, seed: int) -> Seeding:
    """Add the campaigns of past years, and get ready; in the caller's transaction. Refused in live mode."""
    if installation().mode == Mode.LIVE:
        raise Refused("Made-up gifts have no place beside real ones.")
    funds, campaigns = all_funds(), _with_past(all_campaigns(), all_funds())
    before = session.scalar(select(func.count()).select_from(Donation)) or 0
    random, now, store = Random(seed + before), clock.now(), Store()  # noqa: S311 - made up, not secret
    places = {fund.id: place for place, fund in enumerate(funds)}
    givers = Givers(random, now, [places[campaign.fund_id] for campaign in campaigns], len(funds))
    gift_rows = GiftRows(store, random, before, [_hex(fund.id) for fund in funds], [_hex(row.id) for row in campaigns])
    names = [dict(fund.name) for fund in funds]
    if count >= MANY:
        put_triggers_aside()
    receipt_rows = ReceiptRows(random, gift_rows, Snapshots(links), names)
    gifts = (givers.gift(number, at) for number, at in enumerate(moments(count, now, YEARS, random)))
    return Seeding(random, gifts, gift_rows, receipt_rows, store)


def add_batch(seeding: Seeding) -> int:
    """The next gifts with all that belongs to them, listed; in the caller's transaction. How many there were."""
    some = list(islice(seeding.gifts, AT_ONCE))
    if not some:
        return 0
    found: Rows = defaultdict(list)
    seeding.receipt_rows.read_counters()
    seeding.store.prepare()
    for gift in some:
        donation_id, _ = seeding.gift_rows.add(gift, found)
        if gift.status == DonationStatus.SETTLED:
            seeding.receipt_rows.add(gift, donation_id, found)
    for table, columns in {**rows.COLUMNS, **receipts.COLUMNS}.items():
        seeding.store.write(table, columns, found[table])
    seeding.receipt_rows.write_counters()
    relist(UUID(row[0]) for row in found["donation"])
    return len(some)


def _with_past(campaigns: list[Campaign], funds: list[Fund]) -> list[Campaign]:
    known = {campaign.slug for campaign in campaigns}
    for place, (slug, (polish, english)) in enumerate(_PAST.items()):
        if slug not in known:
            name = {"pl": polish, "en": english}
            campaigns.append(add_campaign(slug, funds[place % len(funds)], name=name, intro=_INTRO))
            close_campaign(slug)
    return campaigns


def _hex(row_id: UUID) -> str:
    return row_id.hex
