"""What the worker does by the clock."""

from datetime import timedelta

from donations.core.outbox import Reaction, Schedule, Scheduled
from donations.giving.expire_donations import expiring
from donations.payments.backfill import backfilling
from donations.reactions import Tools


def schedule(tools: Tools) -> Schedule:
    """How often, and what. Names are stored in rows: never rename one."""
    return [
        Scheduled(timedelta(minutes=5), Reaction("expire donations", expiring(tools.gateway))),
        Scheduled(timedelta(hours=24), Reaction("fetch missed events", backfilling(tools.gateway))),
    ]
