"""What the trail says was changed, field by field: a label and values in the reader's language."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from donations.staff.audit_queries import AuditLine
from donations.web.staff.change_labels import label_of
from donations.web.staff.change_values import Known, value_in_words
from donations.web.staff.owed_words import WORK, work_word

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
        return self.told(line.entry.action, line.changes, self.known.currencies.get(line.entry.subject_id or ""))

    def told(self, action: str, changes: list[tuple[str, Any, Any]], currency: str | None = None) -> list[Change]:
        """The same of its parts. `currency` of amounts in minor units, where the entry does not say it."""
        facts = {name: (before, after) for name, before, after in changes}
        if action == MOVED:
            return [self._funds(facts)]
        facts = _unfolded(facts)
        return [self._change(name, *values, currency) for name, values in facts.items() if not _is_idle(name, facts)]

    def _funds(self, facts: Facts) -> Change:
        """Fund by fund with its amount, as it is kept; all of the gift moves."""
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
