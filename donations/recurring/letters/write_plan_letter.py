"""Letters about plans: which there are, owing one once for each subject, and what brings each about."""

from datetime import timedelta
from uuid import UUID, uuid5

from sqlalchemy import and_, or_, select

from donations.core import clock, outbox
from donations.core.database import session
from donations.core.errors import NotYet
from donations.core.outbox import Tick
from donations.mail.compose import Mailbox
from donations.mail.models import Letter
from donations.mail.write_letter import has_letter, write_letter
from donations.recurring.calendar import next_date
from donations.recurring.changes.change_request import today
from donations.recurring.dunning_steps import LETTERS
from donations.recurring.events import (
    CardRenewed,
    CardRunsOut,
    PlanChanged,
    PlanChangeRefused,
    PlanOver,
    YearlyGiftNear,
)
from donations.recurring.history_models import PlanChange
from donations.recurring.models import PlanCard, RecurringPlan
from donations.recurring.plan.outlook import YEARLY_NOTICE_DAYS, course_of
from donations.recurring.queries import history_of, instalments_of, plan_by_id
from donations.recurring.reasons import EndReason, RequestedBy
from donations.recurring.states import Interval, PlanKind, PlanStatus

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


_RECEIPT_TAKES = timedelta(minutes=10)
_THANK_YOU = "thank_you"  # the letter that brings the receipt
# What was cancelled is told by the letter about that change; of what never began nobody needs to hear the end.
_ENDS_WITH_LETTER = (EndReason.UNPAID, EndReason.COMPLETED, EndReason.PROVIDER)


def letter_of_change(event: PlanChanged) -> None:
    """Whoever asked for it; what the service does by its rules has letters of its own."""
    change = session.get_one(PlanChange, event.change_id)
    if change.done_at and change.asked_by != RequestedBy.SERVICE:
        write_plan_letter(PLAN_CHANGED, change.id, plan_by_id(event.plan_id))


def letter_of_refusal(event: PlanChangeRefused) -> None:
    """Once; not when it was made at a second wish meanwhile, or the plan is over."""
    change, plan = session.get_one(PlanChange, event.change_id), plan_by_id(event.plan_id)
    if change.refused_at and not change.refusal_seen_at and not plan.is_over:
        write_plan_letter(PLAN_UNCHANGED, change.id, plan)


def letter_of_end(event: PlanOver) -> None:
    """Once for each plan; the thanks for the last donation go first. Raises `NotYet` for a while until they are
    written.
    """
    plan = plan_by_id(event.plan_id)
    if plan.end_reason == EndReason.COMPLETED and _is_thanked_soon(plan):
        raise NotYet("The thanks for the last gift are not written yet.")
    if plan.end_reason in _ENDS_WITH_LETTER:
        write_plan_letter(PLAN_ENDED, plan.id, plan)


def _is_thanked_soon(plan: RecurringPlan) -> bool:
    """It is waited for as long as a receipt takes; one that cannot be issued must not hold the letter up."""
    if not plan.donor_email or clock.now() - history_of(plan.id)[-1].at > _RECEIPT_TAKES:
        return False
    last = next((each.donation_id for each in instalments_of(plan.id) if each.donation_id), None)
    return last is not None and not has_letter(_THANK_YOU, last)


def letter_of_renewed_card(event: CardRenewed) -> None:
    """Once for each time a bank renews it."""
    plan = plan_by_id(event.plan_id)
    if plan.card and plan.card.renewed_at and not plan.is_over:
        write_plan_letter(CARD_UPDATED, renewal_subject(plan), plan, about_id=plan.id)


def renewal_subject(plan: RecurringPlan) -> UUID:
    """What there is one letter about: this plan, this card, renewed at this moment."""
    renewed_at = plan.card.renewed_at if plan.card else None
    return subject_of(plan, f"{plan.payment_method_id} renewed {renewed_at.timestamp():.0f}" if renewed_at else "never")


def subject_of(plan: RecurringPlan, what: str) -> UUID:
    """The same for the same thing about the same plan: so that there is one letter about it."""
    return uuid5(plan.id, what)


_REPORTED = (PlanStatus.ACTIVE, PlanStatus.PAUSED)  # one that fails has letters of its own, which ask for a card


def find_cards_that_expire(_event: Tick) -> None:
    """By the clock: those with a date in this month or the next; each is looked at by itself."""
    months = (today(), next_date(today(), Interval.MONTHLY, 1))
    printed = or_(*(and_(PlanCard.exp_year == day.year, PlanCard.exp_month == day.month) for day in months))
    cards = select(RecurringPlan.id).join(PlanCard, PlanCard.payment_method_id == RecurringPlan.payment_method_id)
    cards = cards.where(printed, RecurringPlan.kind == PlanKind.CARD, RecurringPlan.status.in_(_REPORTED))
    outbox.record(*(CardRunsOut(plan_id) for plan_id in session.scalars(cards)))


def remind_of_card(event: CardRunsOut) -> None:
    """Once for each card and date of each plan."""
    plan = plan_by_id(event.plan_id, lock=True)
    if plan.card and plan.status in _REPORTED and course_of(plan).card_notice_on(today()):
        write_plan_letter(CARD_EXPIRING, card_subject(plan), plan, about_id=plan.id)


def card_subject(plan: RecurringPlan) -> UUID:
    """What there is one letter about: this plan, this card, this date on it."""
    card = plan.card
    return subject_of(plan, f"{card.payment_method_id} until {card.exp_year}-{card.exp_month}" if card else "no card")


def find_yearly_donations(_event: Tick) -> None:
    """By the clock: those of the days to come; each is looked at by itself."""
    near = select(RecurringPlan.id).where(
        RecurringPlan.next_on.between(today(), today() + timedelta(days=YEARLY_NOTICE_DAYS)),
        RecurringPlan.interval == Interval.YEARLY,
        RecurringPlan.kind == PlanKind.CARD,
        RecurringPlan.status == PlanStatus.ACTIVE,
    )
    outbox.record(*(YearlyGiftNear(plan_id) for plan_id in session.scalars(near)))


def remind_of_yearly(event: YearlyGiftNear) -> None:
    """Once for each date."""
    plan = plan_by_id(event.plan_id, lock=True)
    if plan.status == PlanStatus.ACTIVE and course_of(plan).yearly_notice_on(today()):
        write_plan_letter(YEARLY_NOTICE, yearly_subject(plan), plan, about_id=plan.id)


def yearly_subject(plan: RecurringPlan) -> UUID:
    """What there is one letter about: this plan, this date."""
    return subject_of(plan, f"collected on {plan.next_on}")
