"""One made-up supporter with a past: two years of a plan, which goes on in the sandbox."""

from datetime import UTC, datetime, time, timedelta
from random import Random
from uuid import UUID

from donations.core import clock, outbox
from donations.core.money import Money
from donations.demo.donations import SUPPORTER, MadeUpDonation
from donations.demo.plan_lives import change_amount, fail, instalment_of
from donations.demo.plans import MadeUpCard, MadeUpFailure, MadeUpMove, MadeUpPlan, Part
from donations.demo.regular_donations import later_donation
from donations.demo.seed import begin_writing
from donations.funds.queries import all_campaigns, all_funds
from donations.giving.states import DonationStatus
from donations.organisation.links import Links
from donations.organisation.queries import the_organisation
from donations.receipts.events import ReceiptIssued
from donations.recurring.calendar import next_date
from donations.recurring.plan.begin_plan import BEGUN
from donations.recurring.reasons import RecoveredBy
from donations.recurring.states import Interval, PlanKind, PlanStatus
from donations.search.relist import finish

INSTALMENTS = 24
_AT = time(10, 20, tzinfo=UTC)
_LAST_AGO = timedelta(days=12)  # so that the next one is some two weeks ahead
_RAISED_BEFORE, _FAILED = 10, 16  # which instalments
_BEFORE, _AFTER = Money(4000, "PLN"), Money(5000, "PLN")
_MENDED_AFTER = timedelta(days=5)  # by our second try; a letter was sent on the second day
_FUND = "mission"
_SEED = 24


def add_supporter(links: Links) -> None:
    """In the caller's transaction. Their receipts are printed by the worker, as any."""
    now, funds = clock.now(), all_funds()
    random = Random(_SEED)  # noqa: S311 - made up, not secret
    writing = begin_writing(random, links, funds, all_campaigns())
    writing.receipt_rows.to_print = []
    place = next((place for place, fund in enumerate(funds) if fund.slug == _FUND), 0)
    first = _first(_plan(now, the_organisation().zone), place)
    assert first.part  # noqa: S101 - it was given one
    later = enumerate(first.part.plan.settled()[1:], 1)
    writing.write([first, *(later_donation(first, number, each) for number, each in later)])
    finish()
    outbox.record(*(ReceiptIssued(UUID(each)) for each in writing.receipt_rows.to_print))


def _plan(now: datetime, zone: str) -> MadeUpPlan:
    """A donation each month that was raised once, and once came late."""
    newest = clock.local_date(now - _LAST_AGO, zone)
    day = next_date(newest.replace(day=min(newest.day, 28)), Interval.MONTHLY, 1 - INSTALMENTS)
    began = datetime.combine(day, _AT)
    plan = MadeUpPlan(
        kind=PlanKind.CARD,
        interval=Interval.MONTHLY,
        amount=_BEFORE,
        covered_costs=0,
        started_at=began,
        started_on=day,
        next_on=next_date(day, Interval.MONTHLY, INSTALMENTS),
        card=MadeUpCard("visa", "4242", now.year + 3, 8),
        moves=[MadeUpMove(PlanStatus.ACTIVE, BEGUN, began)],
    )
    for number in range(INSTALMENTS):
        if number == _RAISED_BEFORE:
            change_amount(plan, _AFTER, plan.begins_at(plan.period(number)[0]) - timedelta(days=5))
        plan.instalments.append(instalment_of(plan, number, zone))
        if number == _FAILED:
            failure = MadeUpFailure(plan.instalments[-1].at, "insufficient_funds")
            fail(plan, failure, _MENDED_AFTER, RecoveredBy.OUR_RETRY, now)
    return plan


def _first(plan: MadeUpPlan, fund: int) -> MadeUpDonation:
    first = plan.settled()[0]
    return MadeUpDonation(
        number=0,
        giver=0,
        person=SUPPORTER,
        started_at=plan.started_at,
        ended_at=first.at,
        status=DonationStatus.SETTLED,
        amount=first.amount,
        covered_costs=0,
        fund=fund,
        campaign=None,
        placement="rivers",
        method="card",
        brand=plan.card.brand if plan.card else None,
        last4=plan.card.last4 if plan.card else None,
        message="Trzymam kciuki za Państwa pracę!",
        is_anonymous=False,
        refunded=0,
        refunded_at=first.at,
        dispute=None,
        is_held=False,
        part=Part(plan, first, is_first=True),
    )
