"""Making the sandbox fail on purpose, request by request."""

import threading
from dataclasses import dataclass, field
from enum import StrEnum


class Failure(StrEnum):
    """How a request can go wrong."""

    UNREACHABLE = "unreachable"  # it never arrives
    AFTER_EFFECT = "after_effect"  # it is carried out, the answer is lost
    SERVER_ERROR = "500"  # answered 500, which is kept under the idempotency key
    TOO_MANY = "429"  # turned away before anything is done


@dataclass(slots=True)
class Failures:
    """The failures still to come."""

    _lock: threading.Lock = field(default_factory=threading.Lock)
    _planned: list[tuple[Failure, str]] = field(default_factory=list)

    def plan(self, count: int, kind: Failure, path: str) -> None:
        """The next `count` requests whose path contains `path` fail."""
        with self._lock:
            self._planned += [(kind, path)] * count

    def take(self, path: str) -> Failure | None:
        """The failure planned for this request, used up by it."""
        with self._lock:
            for place, (kind, part) in enumerate(self._planned):
                if part in path:
                    del self._planned[place]
                    return kind
        return None
