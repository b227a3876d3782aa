"""What happens to supporters."""

from dataclasses import dataclass
from uuid import UUID

from donations.core.outbox import Event


@dataclass(frozen=True, slots=True)
class SignInAsked(Event):
    """Somebody wants a link into My giving; whether we know them is still to be looked up."""

    sign_in_id: UUID


@dataclass(frozen=True, slots=True)
class SupporterChanged(Event):
    """Name, address, language or e-mail are others from now on."""

    supporter_id: UUID
