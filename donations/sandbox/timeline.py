"""How far the sandbox's clock is ahead, written where the service reads it (`core.clock.run_ahead`)."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from donations.sandbox.billing import collecting, subscription_changes
from donations.sandbox.billing import collecting as renewals
from donations.sandbox.checkout import outcomes, sessions
from donations.sandbox.payments import refunds
from donations.sandbox.world import Cause, World


def follow(world: World, file: Path) -> None:
    """The service lives by the sandbox's clock from now on. Whoever is behind catches up: no clock goes back."""
    with world.lock:
        ahead = max(world.offset(), _read(file))
        world.store.set("offset", str(ahead))
        world.clock_file = file
    write(file, ahead)


def write(file: Path, ahead: int) -> None:
    """In one step: nobody reads half a number."""
    fresh = file.with_suffix(".new")
    fresh.write_text(str(ahead), encoding="ascii")
    fresh.replace(file)


def _read(file: Path) -> int:
    try:
        return max(int(file.read_text(encoding="ascii")), 0)
    except (OSError, ValueError):
        return 0


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
            write(world.clock_file, ahead)
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
