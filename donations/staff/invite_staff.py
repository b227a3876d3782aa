"""Letters to those who work here: the invitation, a new password, and the notice that it was changed."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from email_validator import EmailNotValidError, validate_email

from donations.core import clock, ids
from donations.core.database import session
from donations.core.errors import NotFound, Refused
from donations.mail.compose import Draft, Mailbox
from donations.mail.draft import draft_of
from donations.mail.models import Letter
from donations.mail.write_letter import write_letter
from donations.organisation.links import STAFF, Links
from donations.staff.audit_trail import Act, record_audit
from donations.staff.models import StaffMember
from donations.staff.permissions import RoleName
from donations.staff.queries import find_staff_by_email, staff_by_id

STAFF_INVITED = "staff_invited"
STAFF_RESET = "staff_reset"
STAFF_PASSWORD_CHANGED = "staff_password_changed"  # noqa: S105 - the name of a letter
KINDS = (STAFF_INVITED, STAFF_RESET, STAFF_PASSWORD_CHANGED)

GOOD_FOR = {STAFF_INVITED: timedelta(days=7), STAFF_RESET: timedelta(hours=1)}


def write_staff_letter(kind: str, member: StaffMember) -> None:
    """Owe it; each time a letter of its own."""
    recipient = Mailbox(member.name, member.email)
    write_letter(kind, ids.new_id(), about_id=member.id, recipient=recipient, language=member.language)


def draft_staff_letter(letter: Letter, *, links: Links) -> Draft:
    """The letter as it is sent, and as it would be sent again."""
    link = links.staff(letter.id, letter.language) if letter.kind in GOOD_FOR else links.staff_side
    return draft_of(letter, links, {"email": letter.recipient_email, "link": link})


def staff_of_letter(token: str, links: Links) -> StaffMember:
    """Whose link this is; raises `NotFound` once it is used, too old, or its account closed."""
    letter = session.get(Letter, links.read(STAFF, token))
    if letter and letter.kind in GOOD_FOR and letter.written_at > clock.now() - GOOD_FOR[letter.kind]:
        member = staff_by_id(letter.about_id)
        is_unused = member.password_set_at is None or member.password_set_at < letter.written_at
        if member.active and is_unused:
            return member
    raise NotFound("This link has been used, or it is too old. You can ask for a new one.")


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
