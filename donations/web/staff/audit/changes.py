"""Values of the audit trail in the reader's language. One that nobody has foreseen stands as it is."""

import ast
import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl

from flask_babel import gettext

from donations.core.errors import DonationsError
from donations.core.money import Money, parse_money
from donations.funds.models import Fund
from donations.staff.audit_trail import AuditLine
from donations.web.filters import day, in_language, money
from donations.web.language import current_language
from donations.web.public.fill_form import countries
from donations.web.staff.audit.field_names import label_of
from donations.web.staff.labels import donations as donation_words
from donations.web.staff.labels.donations import METHODS
from donations.web.staff.labels.events import event_states
from donations.web.staff.labels.plans import CHANGES, ENDS, INTERVALS, STATES
from donations.web.staff.operations.background_jobs import WORK, work_word
from donations.web.staff.sign_in.people import role_names
from donations.web.staff.supporters.page import WISHES

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
    requested: dict[str, Callable[[], Mapping[Any, Any]]] = {
        "role": role_names,
        "status": lambda: {**donation_words.states(), **STATES},
        "state": event_states,
        "action": donation_words.bulk_actions,
        "period": donation_words.periods,
        "language": lambda: {"pl": gettext("Polish"), "en": gettext("English")},
    }
    return requested[name]() if name in requested else {}


MOVED, RETRIED = "donation.moved_to_fund", "work.retried"
_HIDDEN = frozenset({"slug", "fund_id"})  # beside a name
Facts = dict[str, tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class Change:
    """One field as it was and as it is; empty where there is nothing to say."""

    label: str
    before: str
    after: str

    def __str__(self) -> str:
        both = " → ".join(text for text in (self.before, self.after) if text)
        return f"{self.label}: {both or '–'}"


@dataclass(slots=True)
class ChangeWords:
    """`known`: what names funds and currencies."""

    known: Known = field(default_factory=Known)

    def of(self, line: AuditLine) -> list[Change]:
        """Everything an entry of the trail changed."""
        return self.details(line.entry.action, line.changes, self.known.currencies.get(line.entry.subject_id or ""))

    def details(self, action: str, changes: list[tuple[str, Any, Any]], currency: str | None = None) -> list[Change]:
        """The same of its parts. `currency` of amounts in minor units, where the entry does not say it."""
        facts = {name: (before, after) for name, before, after in changes}
        if action == MOVED:
            return [self._funds(facts)]
        facts = _unfolded(facts)
        return [self._change(name, *values, currency) for name, values in facts.items() if not _is_idle(name, facts)]

    def _funds(self, facts: Facts) -> Change:
        """Fund by fund with its amount, as it is kept; all of the donation moves."""
        sides = [[name for name, values in facts.items() if values[side] is not None] for side in (0, 1)]
        return Change(label_of("fund"), *(", ".join(map(self.known.fund, names)) for names in sides))

    def _change(self, name: str, before: Any, after: Any, currency: str | None) -> Change:
        if name in WORK:
            return Change(work_word(name), "", str(after))
        texts = [
            "" if value is None else value_in_words(name, value, self.known, currency) for value in (before, after)
        ]
        if texts[0] == texts[1]:
            return Change(label_of(name), "", texts[1])
        return Change(label_of(name), texts[0] or ("–" if before is not None else ""), texts[1] or "–")


def _is_idle(name: str, facts: Facts) -> bool:
    """Says nothing beside the others."""
    if name in _HIDDEN:
        return len(facts) > 1 and bool({"fund", "name", "is_open"} & facts.keys())
    if name == "covered_costs_minor":
        return not any(facts[name])
    return name == "digest" and facts[name][0] == facts[name][1]


def _unfolded(facts: Facts) -> Facts:
    """A currency's amounts, and a list's filters, each as a field of its own; of currencies those that changed."""
    found: Facts = {}
    for name, (before, after) in facts.items():
        if name == "currencies":
            found |= _differing(before or {}, after or {})
        elif name in ("query", "filter"):
            was, now = (_pairs(value) for value in (before, after))
            found |= {key: (was.get(key) if before is not None else None, now.get(key)) for key in {**was, **now}}
        else:
            found[name] = (before, after)
    return found


def _differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> Facts:
    codes = {**before, **after}
    return {code: (before.get(code), after.get(code)) for code in codes if before.get(code) != after.get(code)}


def _pairs(value: Any) -> dict[str, Any]:
    """The filters of a list, however the trail has kept them: as they are, as Python wrote them, as an address."""
    if isinstance(value, str) and value.startswith("{"):
        try:
            value = ast.literal_eval(value)
        except (ValueError, SyntaxError):
            return {"query": value}
    if isinstance(value, str):
        return dict(parse_qsl(value))
    return dict(value or {})
