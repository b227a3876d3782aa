"""What happens by itself as the sandbox's clock goes on: expiry, slow payments, slow refunds."""

from collections.abc import Callable
from datetime import timedelta

from donations.sandbox import clock_file
from donations.sandbox.billing import collecting, renewals, subscription_changes
from donations.sandbox.checkout import outcomes, sessions
from donations.sandbox.payments import refunds
from donations.sandbox.world import Cause, World

_ACTIONS: dict[str, Callable[[World, str], None]] = {
    "expire_session": sessions.expire_overdue,
    "settle": outcomes.settle,
    "fail": outcomes.fail,
    "debit_arrives": collecting.arrive,
    "renew": renewals.renew,
    "finalize": renewals.finalize,
    "retry": renewals.retry,
    "resume": subscription_changes.resume,
    "trial_ends_soon": subscription_changes.announce_end_of_trial,
    "refund_arrives": refunds.arrive,
    "refund_fails": refunds.fail_overdue,
}


def advance(world: World, by: timedelta) -> None:
    """Put the sandbox's clock forward and let happen what is due by then."""
    seconds = int(by.total_seconds())
    if seconds < 0:
        raise ValueError("the sandbox's clock goes forward only")
    with world.lock:
        ahead = world.offset() + seconds
        world.store.set("offset", str(ahead))
        if world.clock_file:
            clock_file.write(world.clock_file, ahead)
        catch_up(world)


def catch_up(world: World) -> None:
    """Do everything overdue, each at the moment it was due."""
    with world.lock:
        until = world.now()
        while found := world.store.db.execute(
            "select id, moment, action, subject from due where moment <= ? order by moment, id limit 1", (until,)
        ).fetchone():
            _do(world, *found)


def _do(world: World, row: int, moment: int, action: str, subject: str) -> None:
    cause, world.cause, world.moment = world.cause, Cause(), moment
    try:
        with world.store.work():
            world.store.db.execute("delete from due where id = ?", (row,))
            _ACTIONS[action](world, subject)
    finally:
        world.cause, world.moment = cause, None
