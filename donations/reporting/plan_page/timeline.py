"""What happened to a plan, oldest first, as facts without words: the web tells them in the reader's language.

What came each time is told by the list of its instalments; here stands what is out of the ordinary.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from donations.recurring.history_models import PlanChange
from donations.recurring.plan.begin_plan import BEGUN
from donations.recurring.reasons import ChangeKind
from donations.recurring.states import PlanStatus
from donations.reporting.donation_page.timeline import Entry, act_entry, letter_entry
from donations.reporting.plan_page.facts import InstalmentRow, Move, PlanFacts

_OVER = (PlanStatus.CANCELLED, PlanStatus.ENDED)
_RECORDED = "plan.recorded"
_TOLD_ELSEWHERE = frozenset({"plan.change_asked", _RECORDED})


class PlanHappened(StrEnum):
    """What an entry tells."""

    BEGAN = "began"  # is_by_hand, note
    CHANGE = "change"  # change
    PAUSED = "paused"  # by the provider's word
    GOES_ON = "goes_on"  # the pause is over
    ENDED = "ended"  # reason
    FAILED = "failed"  # day, amount, code, family
    MENDED = "mended"  # day, amount, mended_by
    LOST = "lost"  # day, amount
    CALLED_OFF = "called_off"  # day, amount


@dataclass(frozen=True, slots=True)
class PlanEntry:
    """One thing that happened; by whom, or because of which event."""

    at: datetime
    kind: PlanHappened
    details: dict[str, Any] = field(default_factory=dict)
    by: UUID | None = None
    event_id: UUID | None = None
    event_type: str | None = None


def plan_story(facts: PlanFacts) -> list[PlanEntry | Entry]:
    """Newest last; letters and acts of staff are told as a donation's are."""
    entries: list[PlanEntry | Entry] = [
        *(entry for move in facts.moves for entry in _move(facts, move)),
        *(
            PlanEntry(change.asked_at, PlanHappened.CHANGE, {"change": change}, by=change.staff_id)
            for change in facts.changes
            if _is_requested(change)
        ),
        *(entry for row in facts.instalments for entry in _failure(row)),
        *(letter_entry(letter) for letter in facts.letters),
        *(act_entry(line) for line in facts.acts if line.entry.action not in _TOLD_ELSEWHERE),
    ]
    return sorted(entries, key=lambda entry: entry.at)


def _move(facts: PlanFacts, details: Move) -> Iterator[PlanEntry]:
    """Of moves that a change or a failure brought about, these tell."""
    move, because = details.move, (details.move.event_id, details.event_type)
    if move.reason == BEGUN:
        yield _beginning(facts, details)
    elif move.became in _OVER:
        reason = facts.plan.end_reason
        yield PlanEntry(move.at, PlanHappened.ENDED, {"reason": reason}, None, *because)
    elif move.change_id is None and move.became == PlanStatus.PAUSED:
        yield PlanEntry(move.at, PlanHappened.PAUSED, {}, None, *because)
    elif move.change_id is None and move.was == PlanStatus.PAUSED and move.became == PlanStatus.ACTIVE:
        yield PlanEntry(move.at, PlanHappened.GOES_ON, {}, None, *because)


def _beginning(facts: PlanFacts, details: Move) -> PlanEntry:
    recorded = next((line for line in facts.acts if line.entry.action == _RECORDED), None)
    words = {"is_by_hand": recorded is not None, "note": recorded.reason if recorded else ""}
    by = recorded.entry.staff_id if recorded else None
    return PlanEntry(details.move.at, PlanHappened.BEGAN, words, by, details.move.event_id, details.event_type)


def _is_requested(change: PlanChange) -> bool:
    """Pages for a card that nobody finished changed nothing."""
    return change.kind != ChangeKind.CARD or "setup" in change.wanted


def _failure(row: InstalmentRow) -> Iterator[PlanEntry]:
    failure = row.failure
    if failure is None:
        return
    about = {"day": row.instalment.period_start, "amount": row.instalment.amount}
    refusal = {"code": failure.decline_code, "family": failure.family}
    yield PlanEntry(failure.began_at, PlanHappened.FAILED, {**about, **refusal})
    if failure.mended_at:
        yield PlanEntry(failure.mended_at, PlanHappened.MENDED, {**about, "mended_by": failure.mended_by})
    if failure.lost_at:
        kind = PlanHappened.CALLED_OFF if row.instalment.called_off_at else PlanHappened.LOST
        yield PlanEntry(failure.lost_at, kind, about)
