"""Staff have done what a supporter wished, or answered why not: one row of the trail."""

from uuid import UUID

from donations.staff.audit_trail import Act, record_audit
from donations.supporters.change_details import close_request


def close_supporter_request(request_id: UUID, *, by: UUID, answer: str) -> None:
    """The trail speaks of the supporter, and of which wish."""
    request = close_request(request_id, answer, by=by)
    after = {"wish": request.kind, "asked_at": request.asked_at.isoformat()}
    record_audit(Act("supporter.request_closed", "supporter", request.supporter_id, by, answer.strip(), after=after))
