"""What recognising gifts holds on to, in one order for all: guesses, then plans, then gifts, the trail last.

Recording writes to the trail, which others wait for with a plan in their hands: so what may be touched is held before.
"""

from collections.abc import Collection, Iterable
from uuid import UUID

from sqlalchemy import select

from donations.core.database import lock_words, session
from donations.giving.models import Donation
from donations.giving.record_donation import Giver
from donations.recurring.fitting_plans import standing_orders_of
from donations.supporters.find_or_add_supporter import email_key
from donations.supporters.models import Supporter


def hold_guesses() -> None:
    """One transaction at a time looks for standing orders, or says what gifts are."""
    lock_words("plan guesses")


def hold_standing_orders(givers: Iterable[Giver]) -> None:
    """Before gifts of theirs are recorded: the guesses, and the plans they may be instalments of."""
    hold_guesses()
    known = [*givers]
    keys = {email_key(each.email) for each in known if each.email}
    supporters = {each.supporter_id for each in known if each.supporter_id}
    supporters |= {*session.scalars(select(Supporter.id).where(Supporter.email_key.in_(keys)))}
    if supporters:
        standing_orders_of(supporters, lock=True)


def hold_gifts(donation_ids: Collection[UUID]) -> None:
    """Before a plan is recorded that they become instalments of."""
    session.execute(select(Donation.id).where(Donation.id.in_(donation_ids)).order_by(Donation.id).with_for_update())
