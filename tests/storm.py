"""A storm: workers and the web side are killed at random while shuffled, repeated, late webhooks arrive."""

import os
import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Client, Connection
from multiprocessing.process import BaseProcess
from typing import Any, Self

from donations.sandbox.sandbox import Sandbox
from tests.storm_processes import Place, keep_door, work

Event = Mapping[str, Any]
Task = Callable[[Place, Connection], None]

WORKERS = 2
_LIFE = 0.2  # seconds at work, at most
_AT_WORK = 0.9  # the share of kills that wait until there is work to interrupt
_PATIENCE = 30.0
_BEHIND = 5  # kills that the events may lag behind

_forks = get_context("forkserver")
_forks.set_forkserver_preload(["tests.storm_processes"])


def in_disorder(events: Sequence[Event], lots: random.Random) -> list[Event]:
    """Every event once to three times, in any order."""
    sent = [each for each in events for _ in range(lots.choice((1, 1, 2, 3)))]
    lots.shuffle(sent)
    return sent


@dataclass
class Door:
    """Hands events in, each again and again until it is answered; remembers which were answered 2xx."""

    place: Place
    sandbox: Sandbox
    answered: set[str] = field(default_factory=set)
    refused: list[int] = field(default_factory=list)
    line: Connection | None = None

    def hand_in(self, event: Event) -> None:
        while not (status := self._ask(event)):
            self.line = None  # the web side was killed: the provider would come again, too
        if status // 100 == 2:
            self.answered.add(event["id"])
        else:
            self.refused.append(status)

    def _ask(self, event: Event) -> int:
        with suppress(OSError, EOFError):
            self.line = self.line or self._opened()
            self.line.send(self.sandbox.signed(event))
            status: int = self.line.recv()
            return status
        return 0

    def _opened(self) -> Connection:
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            with suppress(FileNotFoundError, ConnectionRefusedError):
                return Client(self.place.door, "AF_UNIX")
            os.sched_yield()
        raise AssertionError("the web side did not come up again")


@dataclass
class Child:
    """A process of the storm, and the line on which it says that it is at work."""

    process: BaseProcess
    awake: Connection

    @classmethod
    def born(cls, place: Place, what: Task) -> Self:
        awake, tell = _forks.Pipe(duplex=False)
        process = _forks.Process(target=what, args=(place, tell), daemon=True)
        process.start()
        tell.close()
        return cls(process, awake)

    def dies(self) -> None:
        self.process.kill()
        self.process.join()
        self.process.close()
        self.awake.close()


@contextmanager
def alive(place: Place, what: Task, count: int) -> Iterator[list[Child]]:
    """So many processes of a kind; gone afterwards."""
    children = [Child.born(place, what) for _ in range(count)]
    try:
        yield children
    finally:
        for child in children:
            child.dies()


@dataclass
class Storm:
    """`kills` of workers, and one of the web side for every ten of them."""

    place: Place
    sandbox: Sandbox
    kills: int
    lots: random.Random
    look: Callable[[set[str]], None]  # called with what was answered 2xx, right after the web side was killed

    def rage(self) -> Door:
        """Until so many were killed and every event was answered; all processes are gone afterwards."""
        door, share, room = Door(self.place, self.sandbox), threading.Semaphore(0), threading.Semaphore(_BEHIND)
        events = in_disorder(self.sandbox.events(), self.lots)
        with alive(self.place, work, WORKERS) as workers, alive(self.place, keep_door, 1) as doors:
            courier = threading.Thread(target=self._bring, args=(door, events, (share, room)), daemon=True)
            courier.start()
            for number in range(self.kills):
                assert room.acquire(timeout=_PATIENCE), "nobody answers any more"
                share.release()
                self._kill(workers, number % WORKERS, work)  # who has had time to wake
                if number % 10 == 9:
                    answered = set(door.answered)
                    self._kill(doors, 0, keep_door)
                    self.look(answered)
            courier.join(_PATIENCE)
            assert not courier.is_alive(), "events are still waiting for an answer"
        return door

    def _bring(
        self, door: Door, events: Sequence[Event], pace: tuple[threading.Semaphore, threading.Semaphore]
    ) -> None:
        """A few events for every kill, so that there is work until the last one; the kills wait for them, too."""
        share, room = pace
        for turn in range(self.kills):
            share.acquire()
            for event in events[turn :: self.kills]:
                door.hand_in(event)
            room.release()

    def _kill(self, children: list[Child], place: int, what: Task) -> None:
        """Most die at work, some at their first breath."""
        if self.lots.random() < _AT_WORK:
            children[place].awake.poll(_PATIENCE)
        time.sleep(self.lots.uniform(0, _LIFE))  # the one random moment all this is about
        children[place].dies()
        children[place] = Child.born(self.place, what)
