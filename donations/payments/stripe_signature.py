"""Is this webhook really Stripe's, and recent? Reads no SDK, so the busiest door of the house stays light.

The SDK's own check lets timestamps far in the future pass, takes NaN and repeated keys, and answers bad UTF-8
and a JSON list with errors of its own. Here every flaw ends as one exception.
"""

import hmac
import json
import math
from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

_TOLERANCE_SECONDS = 300
_LONGEST_TIME = 12  # digits


class BadWebhook(Exception):
    """Not a webhook of ours, or not one anybody could read: to be answered 400, with nothing stored."""


def verify_signature(body: bytes, header: str | None, secrets: Sequence[str], now: datetime) -> dict[str, Any]:
    """The event in `body`, signed with one of `secrets`: the current and, while rolling, the previous one."""
    time, signatures = _parts(header or "")
    if abs(now.timestamp() - int(time)) > _TOLERANCE_SECONDS:
        raise BadWebhook("the signature is too old or from the future")
    signed = time.encode() + b"." + body
    if not any(_fits(signed, signatures, secret) for secret in secrets if secret.strip()):
        raise BadWebhook("no signature fits")
    return _parsed(body)


def _parts(header: str) -> tuple[str, list[bytes]]:
    """The one `t=` and every `v1=`. A second `t=` could smuggle a fresh time in beside an old signed one."""
    pairs = [item.partition("=") for item in header.split(",")]
    times = [value for name, _, value in pairs if name == "t"]
    if len(times) != 1 or not _is_time(times[0]):
        raise BadWebhook("the signature header has no single time")
    return times[0], [value.encode("utf-8", "replace") for name, _, value in pairs if name == "v1"]


def _is_time(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _LONGEST_TIME


def _fits(signed: bytes, signatures: Iterable[bytes], secret: str) -> bool:
    expected = hmac.new(secret.encode(), signed, sha256).hexdigest().encode()
    return any(hmac.compare_digest(expected, signature) for signature in signatures)


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        event = json.loads(
            body.decode("utf-8"),
            parse_constant=_refuse_constant,
            parse_float=_finite,
            object_pairs_hook=_without_repeats,
        )
    except (ValueError, RecursionError) as error:  # UnicodeDecodeError is a ValueError
        raise BadWebhook("the body is not JSON as Stripe writes it") from error
    if not isinstance(event, dict):
        raise BadWebhook("the body is not a JSON object")
    return event


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON number")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError("a number beyond all bounds")
    return number


def _without_repeats(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key given twice")
    return found
