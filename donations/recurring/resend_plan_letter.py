"""Send a letter about a regular gift once more: to the regular gift's own address alone, for its links act on it."""

from uuid import UUID

from donations.core import clock
from donations.core.database import session
from donations.core.errors import Refused
from donations.mail.compose import Mailbox
from donations.mail.models import Letter
from donations.mail.write_letter import write_again
from donations.recurring.history_models import CollectionFailure, PlanChange
from donations.recurring.models import RecurringPlan
from donations.recurring.queries import plan_by_id
from donations.recurring.stale_letters import refuse_if_stale
from donations.recurring.write_plan_letter import KINDS, OF_CHANGES, OF_FAILURES
from donations.staff.record_audit import Act, record_audit


def resend_plan_letter(letter: Letter, *, by: UUID, reason: str) -> Letter:
    """Owe it anew, in the words of that moment. Refused when what it says does not hold any more."""
    plan, first = plan_of_letter(letter), _first(letter)
    refuse_if_stale(first, plan)
    if not plan.donor_email:
        raise Refused("This regular gift has no e-mail address to write to.")
    if not reason.strip():
        raise Refused("Please say why the letter is sent again.")
    again = write_again(first, Mailbox(plan.donor_name, plan.donor_email))
    letter.seen_at = letter.seen_at or clock.now()
    change = ({"to": letter.recipient_email}, {"to": again.recipient_email})
    record_audit(Act("letter.resent", "letter", again.id, by, reason.strip(), *change))
    return again


def plan_of_letter(letter: Letter) -> RecurringPlan:
    """The regular gift it is about."""
    if letter.kind not in KINDS:
        raise ValueError(f"{letter.kind} is about no regular gift")
    plan_id = letter.about_id
    if letter.kind in OF_FAILURES:
        plan_id = session.get_one(CollectionFailure, letter.about_id).plan_id
    elif letter.kind in OF_CHANGES:
        plan_id = session.get_one(PlanChange, letter.about_id).plan_id
    return plan_by_id(plan_id)


def _first(letter: Letter) -> Letter:
    """The one that went out by itself: its subject says what it was about."""
    return _first(session.get_one(Letter, letter.resend_of_id)) if letter.resend_of_id else letter
