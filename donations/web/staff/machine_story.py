"""What staff did with one thing of the machine room, for its page."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from donations.reporting.timeline import act_entry
from donations.staff.audit_queries import AuditLine
from donations.web.staff.timeline_words import in_words


def told_acts(lines: Sequence[AuditLine], names: dict[UUID, str]) -> list[dict[str, Any]]:
    """As the component `story` takes them, oldest first."""
    return in_words([act_entry(line) for line in lines], names)
