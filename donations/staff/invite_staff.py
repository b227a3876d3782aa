"""Let somebody in: an account without a password, and a letter with a link to choose one."""

from dataclasses import dataclass
from uuid import UUID

from email_validator import EmailNotValidError, validate_email

from donations.core.database import session
from donations.core.errors import Refused
from donations.staff.letters import STAFF_INVITED, write_staff_letter
from donations.staff.models import StaffMember
from donations.staff.permissions import RoleName
from donations.staff.queries import find_staff_by_email
from donations.staff.record_audit import Act, record_audit


@dataclass(frozen=True, slots=True)
class Invitation:
    """Whom to let in, as what, and in which language we write to them."""

    email: str
    role: RoleName
    name: str = ""
    language: str = "en"


def invite_staff(invitation: Invitation, *, by: UUID | None) -> StaffMember:
    """Add the account and owe the letter; raises `Refused` for an address that is taken or none."""
    member = add_staff(invitation, by=by)
    write_staff_letter(STAFF_INVITED, member)
    return member


def invite_again(member: StaffMember, *, by: UUID | None) -> None:
    """The letter once more, for whoever lost it or came too late."""
    if member.state != "invited":
        raise Refused("Only somebody who has no password yet is invited again.")
    write_staff_letter(STAFF_INVITED, member)
    record_audit(Act("staff.invited_again", "staff", member.id, by))


def add_staff(invitation: Invitation, *, by: UUID | None) -> StaffMember:
    """The account alone, for the command line, which sets a password itself."""
    email = _tidy(invitation.email)
    if find_staff_by_email(email):
        raise Refused("%(email)s has an account already.", email=email)
    member = StaffMember(
        email=email, name=invitation.name.strip(), role=str(invitation.role), language=invitation.language
    )
    session.add(member)
    session.flush()
    after = {"email": email, "name": member.name, "role": member.role}
    record_audit(Act("staff.invited", "staff", member.id, by, after=after))
    return member


def _tidy(email: str) -> str:
    try:
        return validate_email(email.strip(), check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        raise Refused("%(email)s is not an e-mail address.", email=email) from None
