"""What waits for a person, counted once for each request: for the menu and the tabs."""

from typing import cast

from flask import g

from donations.reporting.needs_a_person import NeedsAPerson, needs_a_person


def count_events() -> int:
    """Parked events."""
    return _counts().events


def count_work() -> int:
    """Parked work."""
    return _counts().work


def count_letters() -> int:
    """Letters that did not arrive, or may not have, and nobody has seen to."""
    return _counts().letters


def count_wishes() -> int:
    """What supporters asked for and nobody has seen to."""
    return _counts().wishes


def count_refusals() -> int:
    """Changes of regular gifts that were not made, and nobody has seen to."""
    return _counts().refusals


def _counts() -> NeedsAPerson:
    if "needs_a_person" not in g:
        g.needs_a_person = needs_a_person()
    return cast("NeedsAPerson", g.needs_a_person)
