"""Stripe's error answers, as exceptions."""

import threading
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Fault(Exception):
    """An answer other than 2xx. `is_stored`: Stripe keeps it under the idempotency key, having begun the work."""

    def __init__(self, message: str, *, status: int = 400, is_stored: bool = True, **error: str | None) -> None:
        super().__init__(message)
        self.status = status
        self.is_stored = is_stored
        self._error: dict[str, str | None] = {"message": message, "type": "invalid_request_error"}
        self._error |= error

    def body(self) -> dict[str, Any]:
        """The JSON body, as Stripe writes errors."""
        return {"error": {key: value for key, value in self._error.items() if value is not None}}


class PaymentFailed(Fault):
    """402: the money did not come. Unlike after other errors, what was done on the way stays done."""

    def __init__(self, error: dict[str, Any], intent: dict[str, Any]) -> None:
        code, decline = error.get("code"), error.get("decline_code")
        super().__init__(error["message"], status=402, type="card_error", code=code, decline_code=decline)
        self._intent = intent

    def body(self) -> dict[str, Any]:
        """With the payment it is about."""
        return {"error": super().body()["error"] | {"payment_intent": self._intent}}


class NoAnswer(Exception):
    """The connection broke: the one who asked learns nothing."""


def bad_parameter(message: str, param: str, code: str | None = None) -> Fault:
    """A parameter that cannot be read. Stripe stores nothing under the key: the work has not begun."""
    return Fault(message, param=param, code=code, is_stored=False)


def missing(param: str) -> Fault:
    """A parameter that Stripe requires."""
    return bad_parameter(f"Missing required param: {param}.", param, "parameter_missing")


def no_such(kind: str, object_id: str, param: str = "id") -> Fault:
    """404, or 400 when the id came as a parameter."""
    status = 404 if param == "id" else 400
    return Fault(f"No such {kind}: '{object_id}'", status=status, param=param, code="resource_missing")


def not_modelled(what: str) -> Fault:
    """501: Stripe may well be able to, this simulator is not."""
    message = f"Stripe sandbox: {what} is not modelled here. It may work at Stripe."
    return Fault(message, status=501, code="sandbox_not_modelled", is_stored=False)


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
