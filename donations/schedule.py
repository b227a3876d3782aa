"""What the worker does by the clock."""

from datetime import timedelta

from donations.core.outbox import Reaction, Schedule, Scheduled
from donations.giving.start.expire_donations import expiring
from donations.payments.receive_event import backfilling
from donations.reactions import Tools
from donations.recurring.changes.pause import end_pauses
from donations.recurring.dunning.take_step import walk_dunning
from donations.recurring.letters.notices import find_cards_that_expire, find_yearly_donations
from donations.recurring.standing_orders.find_standing_orders import find_standing_orders
from donations.supporters.email_change import apply_after_silence


def schedule(tools: Tools) -> Schedule:
    """How often, and what. Names are stored in rows: never rename one."""
    return [
        Scheduled(timedelta(minutes=5), Reaction("expire donations", expiring(tools.gateway))),
        Scheduled(timedelta(minutes=15), Reaction("walk dunning", walk_dunning)),
        Scheduled(timedelta(hours=12), Reaction("find cards that expire", find_cards_that_expire)),
        Scheduled(timedelta(hours=12), Reaction("find yearly gifts", find_yearly_donations)),
        Scheduled(timedelta(hours=6), Reaction("end pauses", end_pauses)),
        Scheduled(timedelta(days=30), Reaction("find standing orders", find_standing_orders)),
        Scheduled(timedelta(hours=24), Reaction("apply silent e-mail changes", apply_after_silence)),
        Scheduled(timedelta(hours=24), Reaction("fetch missed events", backfilling(tools.gateway))),
    ]
