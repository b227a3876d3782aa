"""Everything there is to know of one event of the provider: for its page."""

import json
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select

from donations.core.database import session
from donations.core.errors import NotFound
from donations.giving.desk_models import EventLink
from donations.payments.models import ProviderEvent
from donations.payments.queries import event_by_provider_id, stored_body
from donations.reporting.inbox import known_gifts
from donations.staff.audit_about import lines_about
from donations.staff.audit_queries import AuditLine
from donations.staff.models import StaffMember

_LONGEST_ID = 255


@dataclass(frozen=True, slots=True)
class Tied:
    """Who said which gift it is about, and why."""

    link: EventLink
    by: str


@dataclass(slots=True)
class EventFacts:
    """The event, its body in lines (None once it has been forgotten), its gift, and what staff did with it."""

    event: ProviderEvent
    body: str | None
    gift: str | None
    tied: Tied | None = None
    acts: list[AuditLine] = field(default_factory=list)
    names: dict[UUID, str] = field(default_factory=dict)


def find_event(name: str) -> ProviderEvent:
    """By the provider's id, or ours. Raises `NotFound`."""
    try:
        own_id = UUID(name)
    except ValueError:
        return event_by_provider_id(name[:_LONGEST_ID])
    found = session.get(ProviderEvent, own_id)
    if found is None:
        raise NotFound("There is no event %(event)s in the inbox.", event=name)
    return found


def event_facts(name: str) -> EventFacts:
    """Raises `NotFound`."""
    event = find_event(name)
    body = stored_body(event)
    facts = EventFacts(event, _in_lines(body), known_gifts({event: body}).get(event.id))
    facts.acts, facts.names = lines_about([event.id])
    if any(line.entry.action == "event.linked" for line in facts.acts):
        facts.tied = _tied(event)
    return facts


def _tied(event: ProviderEvent) -> Tied | None:
    asked = select(EventLink, StaffMember.name, StaffMember.email).join(StaffMember, StaffMember.id == EventLink.by)
    row = session.execute(asked.where(EventLink.event_id == event.id)).one_or_none()
    return Tied(row[0], row.name or row.email) if row else None


def _in_lines(body: str | None) -> str | None:
    """For reading; what is no JSON stays as it came."""
    if body is None:
        return None
    try:
        return json.dumps(json.loads(body), ensure_ascii=False, indent=2)
    except ValueError:
        return body
