"""Change what somebody may do, close an account and open it again. One administrator always remains."""

from collections.abc import Sequence
from uuid import UUID

from flask_security import hash_password

from donations.core import clock
from donations.core.database import lock_words, session
from donations.core.errors import Refused
from donations.staff.audit_trail import Act, record_audit
from donations.staff.models import StaffMember
from donations.staff.permissions import RoleName
from donations.staff.queries import is_last_admin


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


def edit_profile(member: StaffMember, *, name: str, language: str) -> None:
    """Name and language; nothing is written when both stay."""
    before = {"name": member.name, "language": member.language}
    after = {"name": name, "language": language}
    if before == after:
        return
    member.name, member.language = name, language
    session.flush()
    record_audit(Act("staff.profile_changed", "staff", member.id, member.id, before=before, after=after))


GOOD_ENOUGH = 3  # of 4: some 10^8 guesses, which argon2 makes expensive
_READ = 72  # signs: what comes after can only make it better, and zxcvbn takes quadratic time
_ALSO_KNOWN = (
    "haslo hasło mojehaslo tajnehaslo polska polska1 kochanie misiek myszka bartek karolina monika kasia marcin "
    "agnieszka mateusz lukasz piotrek natalia dominika komputer samsung zaq12wsx qwerty123 qazwsx zxcvbnm lol123 "
    "legia wisla lech fundacja darowizna darowizny wplata skarbonka foundation donation donations admin administrator "
    "warszawa krakow lodz wroclaw poznan gdansk szczecin bydgoszcz lublin katowice"
).split()


def is_common(password: str, words: Sequence[str] = ()) -> bool:
    """Whether somebody who knows what people choose, and these words about the person, soon has it."""
    from zxcvbn import zxcvbn  # noqa: PLC0415 - its lists take a quarter of a second to load, and few choose a password

    return int(zxcvbn(password[:_READ], user_inputs=[*_ALSO_KNOWN, *words])["score"]) < GOOD_ENOUGH


def set_password(member: StaffMember, password: str, *, by: UUID | None) -> None:
    """Hashed at once; every cookie given out before opens nothing any more."""
    member.password = hash_password(password)
    member.password_set_at = clock.now()
    member.end_sessions()
    session.flush()
    record_audit(Act("staff.password_set", "staff", member.id, by))
