"""What queues at one door goes through together; what goes wrong with one is told to that one."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from donations.core.batching import Together

PATIENCE = 10


class Work:
    """Doubles numbers. The first turn waits until `go` is set; a negative number is refused, and all with it."""

    def __init__(self) -> None:
        self.turns: list[list[int]] = []
        self.begun, self.go = Event(), Event()

    def __call__(self, tasks: Sequence[int]) -> list[int]:
        self.turns.append(sorted(tasks))
        self.begun.set()
        assert self.go.wait(PATIENCE)
        if any(task < 0 for task in tasks):
            raise ValueError(min(tasks))
        return [2 * task for task in tasks]


def queued(work: Work, *tasks: int) -> list[int | str]:
    """Results, or what was raised, for a first task of 0 and others that come while it is done."""
    door: Together[int, int] = Together(work)
    with ThreadPoolExecutor(1 + len(tasks)) as threads:
        futures = [threads.submit(door.do, 0)]
        assert work.begun.wait(PATIENCE)
        futures += [threads.submit(door.do, task) for task in tasks]
        while len(door._queue) < len(tasks):
            pass
        work.go.set()
        return [repr(future.exception()) if future.exception() else future.result() for future in futures]


def test_whoever_comes_alone_is_not_kept_waiting() -> None:
    work = Work()
    work.go.set()
    assert [Together(work).do(task) for task in (1, 2)] == [2, 4]
    assert work.turns == [[1], [2]]


def test_those_who_queue_go_through_together_and_each_gets_its_own_result() -> None:
    work = Work()
    assert queued(work, 3, 1, 2) == [0, 6, 2, 4]
    assert work.turns == [[0], [1, 2, 3]]


def test_one_that_fails_spoils_nothing_for_the_others() -> None:
    work = Work()
    assert queued(work, 3, -1, 2) == [0, 6, "ValueError(-1)", 4]


def test_what_went_wrong_alone_is_raised() -> None:
    work = Work()
    work.go.set()
    with pytest.raises(ValueError, match="-1"):
        Together(work).do(-1)
