"""Every event that was applied, applied again by hand in another order; and all rows this could have changed."""

import random
from typing import Any

from sqlalchemy import Table, select

from donations.core.database import Base, session, transaction
from donations.desk.retry_work import replay_by_hand
from donations.payments.models import ProviderEvent
from donations.payments.states import EventState
from tests.story import Story

# The inbox tells when an event was applied, the trail who asked for it; and what is owed has been done by then.
_BESIDE = {"provider_event", "outbox", "audit_entry", "audit_head", "sealed_text"}
_ASKED_AGAIN = {"looked_at"}  # what the provider's words leave open is looked up at any time, as often as one likes


def books() -> dict[str, list[str]]:
    """Every row of every table but those beside the books. Read inside an application context."""
    session.expire_all()
    return {table.name: _rows(table) for table in Base.metadata.sorted_tables if table.name not in _BESIDE}


def apply_all_again(story: Story, seed: int) -> None:
    """The worker works between some of them. Each must be applied at once: what it speaks of is known."""
    lots = random.Random(seed)
    with story.inside():
        applied = select(ProviderEvent.id).where(ProviderEvent.state == EventState.APPLIED)
        event_ids = list(session.scalars(applied.order_by(ProviderEvent.id)))
    lots.shuffle(event_ids)
    for event_id in event_ids:
        with story.inside(), transaction():
            replay_by_hand(session.get_one(ProviderEvent, event_id), by=None, reason="once more")
        if lots.random() < 0.3:
            story.drains()
    story.drains()
    with story.inside():
        states = session.scalars(select(ProviderEvent.state).where(ProviderEvent.id.in_(event_ids))).all()
        assert set(states) == {EventState.APPLIED}


def changed_by(before: dict[str, list[str]], after: dict[str, list[str]]) -> dict[str, list[str]]:
    """What differs, by table: rows that went with -, rows that came with +."""
    found: dict[str, list[str]] = {}
    for name, rows in before.items():
        was, became = set(rows), set(after[name])
        lines = [f"- {row}" for row in sorted(was - became)] + [f"+ {row}" for row in sorted(became - was)]
        if lines or len(rows) != len(after[name]):
            found[name] = lines
    return found


def _rows(table: Table) -> list[str]:
    columns = [column for column in table.columns if column.name not in _ASKED_AGAIN]
    return sorted(_line(row) for row in session.execute(select(*columns)).mappings())


def _line(row: Any) -> str:
    return " ".join(f"{name}={value!r}" for name, value in row.items() if value is not None)
