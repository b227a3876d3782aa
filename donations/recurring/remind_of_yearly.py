"""A yearly gift is collected in a week: nobody should be surprised by a sum they promised a year ago."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from donations.core import outbox
from donations.core.database import session
from donations.core.outbox import Tick
from donations.recurring.events import YearlyGiftNear
from donations.recurring.models import RecurringPlan
from donations.recurring.plan_course import YEARLY_NOTICE_DAYS, course_of
from donations.recurring.queries import plan_by_id
from donations.recurring.states import Interval, PlanKind, PlanStatus
from donations.recurring.tell_of_plan import subject_of
from donations.recurring.wanted import today
from donations.recurring.write_plan_letter import YEARLY_NOTICE, write_plan_letter


def find_yearly_gifts(_event: Tick) -> None:
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
    if plan.status == PlanStatus.ACTIVE and course_of(plan).yearly_is_told_on(today()):
        write_plan_letter(YEARLY_NOTICE, yearly_subject(plan), plan, about_id=plan.id)


def yearly_subject(plan: RecurringPlan) -> UUID:
    """What there is one letter about: this plan, this date."""
    return subject_of(plan, f"collected on {plan.next_on}")
