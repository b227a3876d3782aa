"""Made-up gifts of five years, batch after batch, each in a transaction of its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from random import Random

from donations.core import clock
from donations.demo.days import moments
from donations.demo.gifts import Gift, Givers
from donations.demo.lives import Lives
from donations.demo.regulars import Regulars
from donations.demo.writing import Writing, begin_writing, gifts_here
from donations.funds.edit_campaigns import add_campaign, close_campaign
from donations.funds.models import Campaign, Fund
from donations.funds.queries import all_campaigns, all_funds
from donations.organisation.links import Links
from donations.organisation.queries import the_organisation
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

    gifts: Iterator[Gift]
    writing: Writing


def prepare(count: int, links: Links, seed: int) -> Seeding:
    """Add the campaigns of past years, and get ready; in the caller's transaction. Refused in live mode."""
    random, now, funds = Random(seed + gifts_here().gifts), clock.now(), all_funds()  # noqa: S311 - made up, not secret
    campaigns = _with_past(all_campaigns(), funds)
    writing = begin_writing(random, links, funds, campaigns)
    places = {fund.id: place for place, fund in enumerate(funds)}
    givers = Givers(random, now, [places[campaign.fund_id] for campaign in campaigns], len(funds))
    lives = Lives(random, now, the_organisation().zone, has_staff=writing.trail.staff_id is not None)
    regulars = Regulars(givers, lives, count)
    if count >= MANY:
        put_triggers_aside()
    gifts = (regulars.gift(number, at) for number, at in enumerate(moments(count, now, YEARS, random)))
    return Seeding(gifts, writing)


def add_batch(seeding: Seeding) -> int:
    """The next gifts with all that belongs to them, listed; in the caller's transaction. How many there were."""
    some = list(islice(seeding.gifts, AT_ONCE))
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
