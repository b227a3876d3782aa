"""Change what somebody may do, close an account and open it again. One administrator always remains."""

from uuid import UUID

from donations.core.database import lock_words, session
from donations.core.errors import Refused
from donations.staff.models import StaffMember
from donations.staff.permissions import RoleName
from donations.staff.queries import is_last_admin
from donations.staff.record_audit import Act, record_audit


def change_role(member: StaffMember, role: RoleName, *, by: UUID | None, reason: str = "") -> None:
    """From the next page on they may do what `role` may."""
    is_last = _is_last(member)
    if is_last and role != RoleName.ADMIN:
        raise Refused("The last administrator stays one: make somebody else administrator first.")
    before, member.role = member.role, str(role)
    session.flush()
    record_audit(Act("staff.role_changed", "staff", member.id, by, reason, {"role": before}, {"role": member.role}))


def disable_staff(member: StaffMember, *, by: UUID | None, reason: str = "") -> None:
    """They are out at once, in every browser."""
    if not member.active:
        raise Refused("This account is disabled already.")
    if _is_last(member):
        raise Refused("The last administrator cannot be disabled: make somebody else administrator first.")
    member.active = False
    member.end_sessions()
    session.flush()
    record_audit(Act("staff.disabled", "staff", member.id, by, reason))


def enable_staff(member: StaffMember, *, by: UUID | None, reason: str = "") -> None:
    """They may sign in again, with what they used before."""
    if member.active:
        raise Refused("This account is active already.")
    member.active = True
    session.flush()
    record_audit(Act("staff.enabled", "staff", member.id, by, reason))


def forget_second_factor(member: StaffMember, *, by: UUID | None, reason: str = "") -> None:
    """For somebody who lost their telephone or key: app, passkeys and recovery codes are gone, sessions too."""
    before = {"app": bool(member.tf_primary_method), "passkeys": [key.name for key in member.webauthn]}
    member.tf_primary_method = member.tf_totp_secret = member.mf_recovery_codes = None
    member.webauthn.clear()
    member.end_sessions()
    session.flush()
    record_audit(Act("staff.second_factor_forgotten", "staff", member.id, by, reason, before))


def _is_last(member: StaffMember) -> bool:
    """Two at once must not both see the other one stay."""
    lock_words("administrators")
    session.refresh(member)
    return is_last_admin(member)
