"""Change what everybody may change of themselves."""

from donations.core.database import session
from donations.staff.models import StaffMember
from donations.staff.record_audit import Act, record_audit


def edit_profile(member: StaffMember, *, name: str, language: str) -> None:
    """Name and language; nothing is written when both stay."""
    before = {"name": member.name, "language": member.language}
    after = {"name": name, "language": language}
    if before == after:
        return
    member.name, member.language = name, language
    session.flush()
    record_audit(Act("staff.profile_changed", "staff", member.id, member.id, before=before, after=after))
