"""Send a letter about a plan once more: to the plan's own address alone, for its links act on it."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from sqlalchemy import select

from donations.core import clock
from donations.core.database import session
from donations.core.errors import Refused
from donations.mail.compose import Mailbox
from donations.mail.models import Letter
from donations.mail.write_letter import write_again
from donations.recurring.changes.change_request import today
from donations.recurring.history_models import CollectionFailure, PlanChange
from donations.recurring.letters.write_plan_letter import (
    CARD_EXPIRING,
    CARD_UPDATED,
    KINDS,
    OF_CHANGES,
    OF_FAILURES,
    YEARLY_NOTICE,
    card_subject,
    is_written,
    renewal_subject,
    yearly_subject,
)
from donations.recurring.models import RecurringPlan
from donations.recurring.plan.outlook import course_of
from donations.recurring.queries import plan_by_id
from donations.recurring.reasons import ChangeKind
from donations.staff.audit_trail import Act, record_audit


def refuse_if_stale(letter: Letter, plan: RecurringPlan) -> None:
    """`letter`: as it went out by itself. That a plan has ended holds for ever."""
    if letter.kind in _RULES:
        _RULES[letter.kind](letter, plan)


def _failure(letter: Letter, plan: RecurringPlan) -> None:
    failure = session.get_one(CollectionFailure, letter.about_id)
    if failure.mended_at:
        raise Refused("The money has come after all: there is nothing left to ask for.")
    if failure.lost_at or plan.is_over:
        raise Refused("The regular gift has ended: there is nothing left to ask for.")
    later = OF_FAILURES[OF_FAILURES.index(letter.kind) + 1 :]
    if any(is_written(kind, failure.id) for kind in later):
        raise Refused("A later letter about the same failure was written. Please send that one again.")


def _change(letter: Letter, plan: RecurringPlan) -> None:
    change = session.get_one(PlanChange, letter.about_id)
    if plan.is_over and change.kind != ChangeKind.CANCEL:
        raise Refused("The regular gift has ended since: what this letter says does not hold any more.")
    later = select(PlanChange.id).where(PlanChange.plan_id == plan.id, PlanChange.number > change.number)
    if session.scalar(later.where(PlanChange.done_at.is_not(None)).limit(1)):
        raise Refused("The regular gift was changed again since: what this letter says does not hold any more.")
    until = change.wanted.get("until")
    if until and date.fromisoformat(until) <= today():
        raise Refused("The time this letter tells of is over.")


def _expiring_card(letter: Letter, plan: RecurringPlan) -> None:
    if letter.subject_id != card_subject(plan) or not course_of(plan).card_notice_on(today()):
        raise Refused("What this letter says of the card does not hold any more.")


def _renewed_card(letter: Letter, plan: RecurringPlan) -> None:
    if letter.subject_id != renewal_subject(plan) or plan.is_over:
        raise Refused("What this letter says of the card does not hold any more.")


def _yearly(letter: Letter, plan: RecurringPlan) -> None:
    if letter.subject_id != yearly_subject(plan) or not course_of(plan).yearly_notice_on(today()):
        raise Refused("This gift was collected or moved since: of the next one a letter tells in time.")


_RULES: dict[str, Callable[[Letter, RecurringPlan], None]] = {
    **dict.fromkeys(OF_FAILURES, _failure),
    **dict.fromkeys(OF_CHANGES, _change),
    CARD_EXPIRING: _expiring_card,
    CARD_UPDATED: _renewed_card,
    YEARLY_NOTICE: _yearly,
}


def resend_plan_letter(letter: Letter, *, by: UUID, reason: str) -> Letter:
    """Owe it anew, in the words of that moment. Refused when what it says does not hold any more."""
    plan, first = plan_of_letter(letter), _first(letter)
    refuse_if_stale(first, plan)
    if not plan.donor_email:
        raise Refused("This regular gift has no e-mail address to write to.")
    if not reason.strip():
        raise Refused("Please say why the letter is sent again.", about="reason")
    again = write_again(first, Mailbox(plan.donor_name, plan.donor_email))
    letter.seen_at = letter.seen_at or clock.now()
    change = ({"to": letter.recipient_email}, {"to": again.recipient_email})
    record_audit(Act("letter.resent", "letter", again.id, by, reason.strip(), *change))
    return again


def plan_of_letter(letter: Letter) -> RecurringPlan:
    """The plan it is about."""
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
