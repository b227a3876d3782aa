"""Values of the audit trail in the reader's language. One that nobody has foreseen stands as it is."""

import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from flask_babel import gettext

from donations.core.errors import DonationsError
from donations.core.money import Money, parse_money
from donations.funds.models import Fund
from donations.web.filters import day, in_language, money
from donations.web.language import current_language
from donations.web.public.countries import countries
from donations.web.staff import donation_words
from donations.web.staff.change_labels import label_of
from donations.web.staff.event_words import event_states
from donations.web.staff.gift_words import METHODS
from donations.web.staff.owed_words import WORK
from donations.web.staff.people_forms import role_names
from donations.web.staff.plan_words import CHANGES, ENDS, INTERVALS, STATES
from donations.web.staff.wish_words import WISHES

_AMOUNT = re.compile(r"([0-9]+(?:\.[0-9]+)?) ([A-Z]{3})")
_CURRENCY = re.compile(r"[A-Z]{3}")


@dataclass
class Known:
    """Names the trail keeps as ids: `all_funds` is asked once, and only when a fund is spoken of."""

    all_funds: Callable[[], list[Fund]] = list
    currencies: Mapping[Any, str] = field(default_factory=dict)  # of plans, by their ids

    @cached_property
    def _funds(self) -> dict[str, str]:
        funds = self.all_funds()
        return {key: in_language(fund.name) for fund in funds for key in (fund.slug, str(fund.id))}

    def fund(self, key: str) -> str:
        """By slug or id."""
        return self._funds.get(key, key)


def value_in_words(name: str, value: Any, known: Known, currency: str | None = None) -> str:
    """`amount_minor`, 5000 → `50,00 zł`; `currency` of amounts that do not say it."""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if name.endswith("_minor"):
        return money(Money(value, currency)) if currency and isinstance(value, int) else str(value)
    if name in ("fund", "fund_id"):
        return known.fund(str(value))
    if isinstance(value, Mapping):
        return _mapping(name, value, known)
    if isinstance(value, list):
        return ", ".join(_listed(name, each, known) for each in value)
    return _plain(name, value)


def _listed(name: str, value: Any, known: Known) -> str:
    if name == "columns":
        return donation_words.columns().get(str(value), str(value))
    return value_in_words(name, value, known)


def _mapping(name: str, value: Mapping[str, Any], known: Known) -> str:
    if name == "address" or "address_line" in value:
        return _address(value)
    if _CURRENCY.fullmatch(name) and "presets" in value:
        return _currency(name, value)
    return "; ".join(f"{label_of(key)}: {value_in_words(key, each, known)}" for key, each in value.items())


def _address(parts: Mapping[str, str]) -> str:
    town = " ".join(filter(None, (parts.get("postcode"), parts.get("city"))))
    country = dict(countries(current_language())).get(parts.get("country", ""), parts.get("country"))
    return ", ".join(filter(None, (parts.get("address_line"), town, country)))


def _currency(code: str, facts: Mapping[str, Any]) -> str:
    amounts = [money(Money(minor, code)) for minor in facts["presets"]]
    least, most = (money(Money(facts[name], code)) for name in ("minimum", "maximum"))
    return f"{' · '.join(amounts)} ({least} – {most})"


def _plain(name: str, value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    words = _words_of(name)
    if text in words:
        return str(words[text])
    if name == "digest":
        return gettext("another one")
    if found := _AMOUNT.fullmatch(text):
        with suppress(DonationsError):
            return money(parse_money(found[1], found[2]))
    with suppress(ValueError):
        return day(date.fromisoformat(text[:10])) if text[4:5] == "-" and text[:4].isdigit() else text
    return text


def _words_of(name: str) -> Mapping[Any, Any]:
    """What the values of a field are called."""
    fixed: dict[str, Mapping[Any, Any]] = {
        "interval": INTERVALS,
        "method": METHODS,
        "end_reason": ENDS,
        "wish": WISHES,
        "work": WORK,
        "kind": CHANGES,
    }
    if name in fixed:
        return fixed[name]
    asked: dict[str, Callable[[], Mapping[Any, Any]]] = {
        "role": role_names,
        "status": lambda: {**donation_words.states(), **STATES},
        "state": event_states,
        "action": donation_words.bulk_actions,
        "period": donation_words.periods,
        "language": lambda: {"pl": gettext("Polish"), "en": gettext("English")},
    }
    return asked[name]() if name in asked else {}
