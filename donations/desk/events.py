"""What happens at the desk."""

from dataclasses import dataclass
from uuid import UUID

from donations.core.outbox import Event


@dataclass(frozen=True, slots=True)
class BulkJobContinues(Event):
    """Donations of an act on many are still waiting."""

    job_id: UUID
