"""A supporter corrects what we know of them. Past gifts and receipts keep the name they were given under."""

from dataclasses import dataclass
from uuid import UUID

from donations.core import outbox
from donations.core.database import session
from donations.supporters.events import SupporterChanged
from donations.supporters.queries import supporter_by_id


@dataclass(frozen=True, slots=True)
class Details:
    """What is known of a supporter from now on; parts of the address may be empty."""

    name: str
    address: dict[str, str]
    language: str


def change_details(supporter_id: UUID, details: Details) -> None:
    """For letters and gifts to come."""
    supporter = supporter_by_id(supporter_id, lock=True)
    supporter.name, supporter.language = details.name, details.language
    is_known = any(value for part, value in details.address.items() if part != "country")
    supporter.address = dict(details.address) if is_known else None
    session.flush()
    outbox.record(SupporterChanged(supporter_id))
