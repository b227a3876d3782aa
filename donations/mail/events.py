"""What happens to letters."""

from dataclasses import dataclass
from uuid import UUID

from donations.core.outbox import Event


@dataclass(frozen=True, slots=True)
class LetterWritten(Event):
    """A letter waits to be sent."""

    letter_id: UUID
