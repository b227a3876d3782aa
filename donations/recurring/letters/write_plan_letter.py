"""Letters about regular gifts: which there are, and owing one, once for each subject."""

from uuid import UUID

from sqlalchemy import select

from donations.core.database import session
from donations.mail.compose import Mailbox
from donations.mail.models import Letter
from donations.mail.write_letter import write_letter
from donations.recurring.dunning_steps import LETTERS
from donations.recurring.models import RecurringPlan

PLAN_ENDED = "plan_ended"
PLAN_CHANGED = "plan_changed"
PLAN_UNCHANGED = "plan_unchanged"
CARD_EXPIRING = "card_expiring"
CARD_UPDATED = "card_updated"
YEARLY_NOTICE = "yearly_notice"
OF_FAILURES = tuple(str(letter) for letter in LETTERS)
OF_CHANGES = (PLAN_CHANGED, PLAN_UNCHANGED)
KINDS = (*OF_FAILURES, *OF_CHANGES, PLAN_ENDED, CARD_EXPIRING, CARD_UPDATED, YEARLY_NOTICE)


def write_plan_letter(kind: str, subject_id: UUID, plan: RecurringPlan, about_id: UUID | None = None) -> None:
    """To whoever gives; a plan that staff recorded without an address has none. `about_id`: else the subject."""
    if plan.donor_email:
        recipient = Mailbox(plan.donor_name, plan.donor_email)
        write_letter(kind, subject_id, about_id=about_id or subject_id, recipient=recipient, language=plan.language)


def is_written(kind: str, subject_id: UUID) -> bool:
    """For looking only: nothing is locked."""
    known = select(Letter.id).where(Letter.kind == kind, Letter.subject_id == subject_id)
    return session.scalar(known) is not None
