"""Look through everybody's gifts for standing orders nobody recorded, some supporters at a time.

Gifts are looked at when they are recorded; this finds those that were here before the service could.
"""

from uuid import UUID

from sqlalchemy import select

from donations.core import outbox
from donations.core.database import session
from donations.core.outbox import Tick
from donations.recurring.events import SupportersToGuess
from donations.recurring.guess_plans import guess_plans
from donations.supporters.models import Supporter

SOME = 200
_BEFORE_ALL = UUID(int=0)


def find_standing_orders(_event: Tick) -> None:
    """By the clock: begin with the first supporter there is."""
    outbox.record(SupportersToGuess(_BEFORE_ALL))


def look_through_some(event: SupportersToGuess) -> None:
    """The next ones, and what follows them is owed."""
    following = select(Supporter.id).where(Supporter.id > event.after_id).order_by(Supporter.id).limit(SOME)
    some = [*session.scalars(following)]
    if some:
        guess_plans(some)
        outbox.record(SupportersToGuess(some[-1]))
