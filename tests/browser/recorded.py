"""What staff have recorded by hand before a scene begins; each once, however many scenes ask for it."""

from uuid import UUID

from donations.core import clock
from donations.recurring.calendar import next_date
from donations.recurring.states import Interval
from tests.browser.clerk import Clerk
from tests.browser.live import Person
from tests.browser.world import World

_IN_A_ROW = 3  # donations that look like a standing order


def by_hand(clerk: Clerk, world: World) -> str:
    """The reference of a donation somebody has recorded."""
    who = Person("by.hand@example.org", "Ręczna Wpłata")
    if not world.live.donations_of(who):
        clerk.opens("/donations/new")
        given = {"amount": "120", "method": "cash", "received_on": "2026-01-05", "note": "At the fair"}
        clerk.writes(name=who.name, email=who.email, **given)
        clerk.sends()
        world.receipts_of(who, 1)
    return world.reference(who)


def by_bank(clerk: Clerk, world: World) -> str:
    """The reference of a standing order somebody has recorded."""
    recorded = "SELECT reference FROM recurring_plan WHERE kind = 'standing_order' AND donor_email = ?"
    who = Person("by.bank@example.org", "Stałe Zlecenie")
    if not world.live.rows(recorded, who.email):
        clerk.opens("/plans/new")
        given = {"amount": "40", "interval": "monthly", "instalments": "12", "note": "At the fair"}
        clerk.writes(name=who.name, email=who.email, **given)
        clerk.sends()
    return str(world.live.rows(recorded, who.email)[0]["reference"])


def a_guess(clerk: Clerk, world: World) -> UUID:
    """Donations that look like a standing order nobody recorded: of the last three months, always the 5th."""
    who, newest = Person("like.clockwork@example.org", "Regularny Przelew"), clock.now().date().replace(day=5)
    while months := _IN_A_ROW - len(world.live.donations_of(who)):
        clerk.opens("/donations/new")
        day = next_date(newest, Interval.MONTHLY, -months)
        given = {"amount": "30", "method": "bank_transfer", "received_on": day.isoformat()}
        clerk.writes(name=who.name, email=who.email, **given)
        clerk.sends()
    return world.an_id(
        "SELECT g.id FROM plan_guess g JOIN supporter s ON s.id = g.supporter_id WHERE s.email = ?", who.email
    )
