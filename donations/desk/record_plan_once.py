"""A standing order or a pledge, recorded once however often its form is sent."""

from uuid import UUID

from sqlalchemy import select

from donations.core.database import lock_words, session
from donations.core.errors import Refused
from donations.recurring.guess_plans import guess_plans
from donations.recurring.hold import hold_guesses
from donations.recurring.models import RecurringPlan
from donations.recurring.record_guess import record_guess
from donations.recurring.record_plan import NewPlan, record_plan


def record_plan_once(new: NewPlan, ticket: str, *, by: UUID, guess_id: UUID | None = None) -> RecurringPlan:
    """The plan, or the one this form made before; a form that says something else by now is refused.

    `guess_id`: of the gifts that looked like it; they become its instalments.
    """
    lock_words("ticket", ticket)
    made = select(RecurringPlan).where(RecurringPlan.ticket == ticket)
    earlier = session.scalar(made.with_for_update(of=RecurringPlan))
    if earlier is None:
        hold_guesses()
        plan = record_guess(guess_id, new, by=by) if guess_id else record_plan(new, by=by)
        plan.ticket = ticket
        session.flush()
        assert plan.supporter_id  # noqa: S101 - staff record whose it is
        guess_plans([plan.supporter_id])
        return plan
    if not _says_the_same(earlier, new):
        raise Refused(
            "This form made the regular gift %(reference)s already. If this is another one, please send it once more.",
            reference=earlier.reference,
        )
    return earlier


def _says_the_same(earlier: RecurringPlan, new: NewPlan) -> bool:
    was = (earlier.amount, earlier.interval, earlier.started_on, earlier.donor_name, earlier.donor_email)
    return was == (new.amount, new.interval, new.first_on, new.giver.name, new.giver.email.strip())
