"""How far the sandbox's clock is ahead, written where the service reads it (`core.clock.run_ahead`)."""

from pathlib import Path

from donations.sandbox.world import World


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
