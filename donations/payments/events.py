"""What happens in the inbox."""

from dataclasses import dataclass
from uuid import UUID

from donations.core.outbox import Event


@dataclass(frozen=True, slots=True)
class ProviderEventReceived(Event):
    """An event of the provider is stored and waits to be applied."""

    event_id: UUID
