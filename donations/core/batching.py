"""Many threads, one door: what waits at it goes through together.

A transaction costs a wait for the disk, however much is in it. So whoever's turn it is takes along all who queue
behind: under load a commit holds as many as there are threads, and when it is quiet nobody waits for anybody.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")


@dataclass(eq=False, slots=True)
class _Place(Generic[T, R]):
    """A place in the queue: what is to be done, and afterwards what came of it."""

    task: T
    result: R | None = None
    error: Exception | None = None
    is_done: bool = False

    def answer(self) -> R:
        if self.error:
            raise self.error
        return self.result  # type: ignore[return-value]  # set whenever there is no error


class Together(Generic[T, R]):
    """`work` does several tasks at once, all or none, and returns a result for each, in order."""

    def __init__(self, work: Callable[[Sequence[T]], Sequence[R]]) -> None:
        self._work = work
        self._queue: deque[_Place[T, R]] = deque()
        self._turn = Lock()

    def do(self, task: T) -> R:
        """Have it done, by this thread or by the one before it; raises what went wrong with it."""
        place: _Place[T, R] = _Place(task)
        self._queue.append(place)
        with self._turn:
            if not place.is_done:
                self._take_along()
        return place.answer()

    def _take_along(self) -> None:
        places = [self._queue.popleft() for _ in range(len(self._queue))]
        if not self._try(places):
            for place in places:  # one of them spoils it: each for itself
                self._try([place])

    def _try(self, places: Sequence[_Place[T, R]]) -> bool:
        try:
            results = self._work([place.task for place in places])
        except Exception as error:  # noqa: BLE001 - told to whoever asked for it
            for place in places:
                place.error, place.is_done = error, True
            return False
        for place, result in zip(places, results, strict=True):
            place.result, place.error, place.is_done = result, None, True
        return True
