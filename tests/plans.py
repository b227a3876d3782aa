"""Looking at plans, for tests: what became of each, its instalments and donations."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from donations.core.database import session, transaction
from donations.giving.models import Donation
from donations.recurring.changes import change_request
from donations.recurring.changes.request_change import Requester, ask_for_change
from donations.recurring.models import Instalment, RecurringPlan
from donations.recurring.queries import changes_of
from donations.recurring.reasons import RequestedBy
from tests.story import Story, Visitor

SUPPORTER = Requester(RequestedBy.SUPPORTER)


def gives_monthly(
    story: Story, amount: str = "50.00", frequency: str = "monthly", outcome: str = "paid", **given: str | None
) -> Visitor:
    """A new visitor begins a plan and pays its first instalment."""
    return story.gives(amount, "PLN", outcome, frequency=frequency, **given)


def plans(story: Story) -> list[dict[str, Any]]:
    """Every plan, oldest first."""
    with story.inside():
        rows = session.scalars(select(RecurringPlan).order_by(RecurringPlan.id)).all()
        return [
            {
                "status": row.status,
                "amount": row.amount.plain(),
                "interval": row.interval,
                "next": row.next_on.isoformat() if row.next_on else None,
                "reason": row.end_reason,
            }
            for row in rows
        ]


def instalments(story: Story) -> list[tuple[str, str, str | None]]:
    """Day, state, and what became of the donation, of each instalment there is, in the order of days."""
    with story.inside():
        rows = session.scalars(select(Instalment).order_by(Instalment.period_start, Instalment.id)).all()
        return [
            (row.period_start.isoformat(), row.status, row.donation.status if row.donation else None) for row in rows
        ]


def provider_plan(story: Story) -> str:
    """The provider's id of the newest plan."""
    with story.inside():
        newest = select(RecurringPlan.provider_plan_id).order_by(RecurringPlan.id.desc()).limit(1)
        return str(session.scalar(newest))


def goes_on(story: Story, days: int) -> None:
    """Day by day: the provider collects, its webhooks arrive, the worker works."""
    for _ in range(days):
        story.waits(days=1)
        story.settles()


def asks(story: Story, change: change_request.ChangeRequest) -> UUID:
    """The supporter asks; the worker asks the provider a moment later."""
    story.waits(seconds=2)
    with story.inside(), transaction():
        change_id = ask_for_change(the_plan(), change, SUPPORTER).id
    story.settles()
    return change_id


def the_plan() -> RecurringPlan:
    return session.scalars(select(RecurringPlan)).one()


def outcomes(story: Story) -> list[tuple[str, bool, str | None]]:
    with story.inside():
        return [(each.kind, bool(each.done_at), each.problem) for each in changes_of(the_plan().id)][::-1]


def amounts(story: Story) -> list[str]:
    with story.inside():
        rows = session.scalars(select(Donation).order_by(Donation.settled_at)).all()
        return [row.amount.plain() for row in rows]
