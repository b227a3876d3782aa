"""What staff did with one thing of the machine room, for its page."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from donations.reporting.timeline import Entry, Happened
from donations.staff.audit_queries import AuditLine
from donations.web.staff.timeline_words import in_words


def told_acts(lines: Sequence[AuditLine], names: dict[UUID, str]) -> list[dict[str, Any]]:
    """As the component `story` takes them, oldest first."""
    entries = [
        Entry(
            line.entry.at,
            Happened.ACT,
            {"action": line.entry.action, "reason": line.reason, "changes": line.changes},
            by=line.entry.staff_id,
        )
        for line in lines
    ]
    return in_words(entries, names)
