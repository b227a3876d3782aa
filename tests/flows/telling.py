"""One donation's events, told again and again from the same beginning: in any order, any number of times."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import time_machine
from hypothesis import strategies
from sqlalchemy.engine import make_url

from donations.app import Overrides, create_app
from donations.core import clock
from donations.core.database import db
from donations.payments.stripe_events import USED_TYPES
from donations.reporting.invariants.verify import verify_all
from tests import postgres
from tests.application import settings_for
from tests.canonical import Dump, canonical_dump
from tests.silence import Silence
from tests.story import Mailbox, Story

Event = dict[str, Any]


@dataclass(frozen=True)
class Order:
    """Events by number, in the order of telling, some of them more than once; after which of them the worker works."""

    numbers: Sequence[int]
    drained_after: frozenset[int] = frozenset()


def orders(count: int) -> strategies.SearchStrategy[Order]:
    """Every event at least once, up to as many repetitions; the worker works between any two of them, or at the end."""
    places = strategies.integers(0, 2 * count)
    repetitions = strategies.lists(strategies.tuples(places, strategies.integers(0, count - 1)), max_size=count)
    return strategies.builds(_order, strategies.permutations(range(count)), repetitions, strategies.frozensets(places))


def _order(numbers: list[int], repetitions: list[tuple[int, int]], drained_after: frozenset[int]) -> Order:
    shown = list(numbers)
    for place, number in repetitions:
        shown.insert(place, number)
    return Order(shown, drained_after)


class Telling:
    """A beginning (what visitors did; no event of it has been told) and the events that followed."""

    def __init__(self, story: Story, database: str, folder: Path) -> None:
        self.database, self.sandbox = database, story.sandbox
        self.events = [event for event in story.sandbox.events() if event["type"] in USED_TYPES]
        with story.inside():
            db.engine.dispose()
        self.copy = _place_for_copies(database, folder)
        # What is told is all there is.
        self.app = create_app(settings_for(self.copy, folder), Overrides(transport=Mailbox(), gateway=Silence()))

    def in_order(self) -> Order:
        return Order(range(len(self.events)), frozenset(range(len(self.events))))

    def tell(self, order: Order) -> tuple[Dump, list[str]]:
        """The end of it, and which invariants are broken."""
        with self._begins() as story:
            for place, number in enumerate(order.numbers):
                assert story.tells(self.events[number]) == 200
                if place in order.drained_after:
                    story.drains()
            story.drains_until_nothing_is_owed()
            with story.inside():
                return canonical_dump(), [finding.line() for finding in verify_all() if not finding.holds]

    def end(self) -> None:
        """Nothing of it is left."""
        if "postgresql" in self.copy:
            postgres.drop_database(self.copy)

    @contextmanager
    def _begins(self) -> Iterator[Story]:
        """One application for all, which knows its statements by heart; the database is put back under it."""
        if "postgresql" in self.copy:
            postgres.fresh_database(self.database, url=self.copy)
        else:
            shutil.copy(_path(self.database), _path(self.copy))
        with time_machine.travel(clock.now(), tick=True) as traveller:
            yield Story(self.app, self.sandbox, Mailbox(), traveller)
        with self.app.app_context():
            db.engine.dispose()


def _place_for_copies(database: str, folder: Path) -> str:
    return postgres.fresh_database() if "postgresql" in database else f"sqlite:///{folder / 'told.sqlite3'}"


def _path(database: str) -> Path:
    return Path(make_url(database).database or "")
