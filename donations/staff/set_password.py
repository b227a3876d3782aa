"""Give an account its password from outside a browser: the command line, and the demo."""

from uuid import UUID

from flask_security import hash_password

from donations.core import clock
from donations.core.database import session
from donations.staff.models import StaffMember
from donations.staff.record_audit import Act, record_audit


def set_password(member: StaffMember, password: str, *, by: UUID | None) -> None:
    """Hashed at once; every cookie given out before opens nothing any more."""
    member.password = hash_password(password)
    member.password_set_at = clock.now()
    member.end_sessions()
    session.flush()
    record_audit(Act("staff.password_set", "staff", member.id, by))
