"""Which letters about regular gifts say what does not hold any more, and why: those are not sent again."""

from collections.abc import Callable
from datetime import date

from sqlalchemy import select

from donations.core.database import session
from donations.core.errors import Refused
from donations.mail.models import Letter
from donations.recurring.history_models import CollectionFailure, PlanChange
from donations.recurring.models import RecurringPlan
from donations.recurring.plan_course import course_of
from donations.recurring.reasons import ChangeKind
from donations.recurring.remind_of_cards import card_subject
from donations.recurring.remind_of_yearly import yearly_subject
from donations.recurring.tell_of_plan import renewal_subject
from donations.recurring.wanted import today
from donations.recurring.write_plan_letter import (
    CARD_EXPIRING,
    CARD_UPDATED,
    OF_CHANGES,
    OF_FAILURES,
    YEARLY_NOTICE,
    is_written,
)


def refuse_if_stale(letter: Letter, plan: RecurringPlan) -> None:
    """`letter`: as it went out by itself. That a regular gift has ended holds for ever."""
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
    if letter.subject_id != card_subject(plan) or not course_of(plan).card_is_told_on(today()):
        raise Refused("What this letter says of the card does not hold any more.")


def _renewed_card(letter: Letter, plan: RecurringPlan) -> None:
    if letter.subject_id != renewal_subject(plan) or plan.is_over:
        raise Refused("What this letter says of the card does not hold any more.")


def _yearly(letter: Letter, plan: RecurringPlan) -> None:
    if letter.subject_id != yearly_subject(plan) or not course_of(plan).yearly_is_told_on(today()):
        raise Refused("This gift was collected or moved since: of the next one a letter tells in time.")


_RULES: dict[str, Callable[[Letter, RecurringPlan], None]] = {
    **dict.fromkeys(OF_FAILURES, _failure),
    **dict.fromkeys(OF_CHANGES, _change),
    CARD_EXPIRING: _expiring_card,
    CARD_UPDATED: _renewed_card,
    YEARLY_NOTICE: _yearly,
}
