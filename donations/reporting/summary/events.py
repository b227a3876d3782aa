"""What happens to summaries."""

from dataclasses import dataclass
from uuid import UUID

from donations.core.outbox import Event


@dataclass(frozen=True, slots=True)
class SummaryAsked(Event):
    """A supporter wants their summary as a document."""

    summary_id: UUID
