"""Reading single fields of Stripe's JSON. A signed body is not yet a sane one: anything may be odd."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from donations.core import clock
from donations.core.errors import Refused
from donations.core.money import Money
from donations.payments.stripe_amounts import from_stripe

Json = Mapping[str, Any]

ID = re.compile(r"[A-Za-z0-9_]{1,255}", re.ASCII)
TYPE = re.compile(r"[a-z0-9_.]{1,100}", re.ASCII)
_LATEST = 253_402_300_799  # the last second of the year 9999
_MOST = 10**9
_LONGEST_TEXT = 500  # as long as a metadata value may be


class BadEvent(Exception):
    """The event is not shaped as Stripe's are; the text says in what."""


def subject(event: Json) -> Json:
    """The object the event is about."""
    body = inner(event, "data").get("object")
    if not isinstance(body, Mapping):
        raise BadEvent("data.object is not an object")
    return body


def inner(holder: Json, key: str) -> Json:
    """A nested object; empty when it is missing or null."""
    value = holder.get(key)
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise BadEvent(f"{key} is not an object")
    return value


def text(holder: Json, key: str) -> str:
    """A text that must be there."""
    value = optional_text(holder, key)
    if value is None:
        raise BadEvent(f"{key} is missing")
    return value


def optional_text(holder: Json, key: str, longest: int = _LONGEST_TEXT) -> str | None:
    """A short printable text, or None."""
    value = holder.get(key)
    if value is None:
        return None
    if not isinstance(value, str) or len(value) > longest or not value.isprintable():
        raise BadEvent(f"{key} is not a plain text")
    return value


def matching(holder: Json, key: str, pattern: re.Pattern[str]) -> str:
    """A text of exactly this form."""
    value = text(holder, key)
    if not pattern.fullmatch(value):
        raise BadEvent(f"{key} is not written as Stripe writes it")
    return value


def id_of(holder: Json, key: str) -> str | None:
    """The id of a related object, which Stripe gives as its id or, when expanded, as the object."""
    value = holder.get(key)
    related = value if isinstance(value, Mapping) else {"id": value}
    return None if value is None else matching(related, "id", ID)


def truth(holder: Json, key: str) -> bool:
    """A boolean that must be there."""
    value = holder.get(key)
    if not isinstance(value, bool):
        raise BadEvent(f"{key} is neither true nor false")
    return value


def moment(event: Json) -> datetime:
    """When the event happened, by Stripe's clock."""
    return needed_moment(event, "created")


def optional_moment(holder: Json, key: str) -> datetime | None:
    """A moment given in seconds, or None."""
    seconds = holder.get(key)
    if seconds is None:
        return None
    if type(seconds) is not int or not 0 <= seconds <= _LATEST:
        raise BadEvent(f"{key} is not a moment")
    return clock.from_timestamp(seconds)


def needed_moment(holder: Json, key: str) -> datetime:
    """A moment that must be there."""
    update = optional_moment(holder, key)
    if update is None:
        raise BadEvent(f"{key} is missing")
    return update


def money(holder: Json, key: str) -> Money:
    """An amount beside its `currency`."""
    minor, currency = holder.get(key), text(holder, "currency")
    if type(minor) is not int or not 0 < minor < 10**15:
        raise BadEvent(f"{key} is not an amount")
    try:
        return from_stripe(minor, currency)
    except (ValueError, Refused) as error:
        raise BadEvent(f"{key} is not an amount of {currency[:10]}") from error


def listed(holder: Json, key: str) -> list[Json]:
    """A list of objects."""
    value = holder.get(key)
    if not isinstance(value, list) or not all(isinstance(each, Mapping) for each in value):
        raise BadEvent(f"{key} is not a list of objects")
    return value


def whole(holder: Json, key: str) -> int:
    """A whole number that must be there, not below zero."""
    value = holder.get(key)
    if type(value) is not int or not 0 <= value < _MOST:
        raise BadEvent(f"{key} is not a number")
    return value


def metadata(body: Json, key: str) -> str | None:
    """One of our own notes on the object, or, on an invoice, on the plan it is of."""
    of_plan = inner(inner(body, "parent"), "subscription_details")
    return optional_text(inner(body, "metadata"), key) or optional_text(inner(of_plan, "metadata"), key) or None


def reference(body: Json) -> str | None:
    """Our reference. Never `client_reference_id`: anybody can set that in the address of a payment link."""
    return metadata(body, "reference")
