"""The life of a made-up plan, told by rules that hold for real ones."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

from donations.core.money import Money
from donations.demo.plan_lives import Lives
from donations.demo.plans import MadeUpPlan
from donations.recurring.states import MOVES, InstalmentStatus, PlanStatus

NOW = datetime(2026, 11, 10, 11, 0, tzinfo=UTC)


def reported(count: int) -> list[MadeUpPlan]:
    random = Random(3)
    lives = Lives(random, NOW, "Europe/Warsaw", has_staff=True)
    began = (NOW.replace(hour=5 + number % 15) - timedelta(days=2 + number) for number in range(count))
    return [lives.live(Money(5000, "PLN"), 0, at) for at in began]


def test_each_life_moves_as_plans_may_and_in_order():
    for plan in reported(1500):
        moves = [(was.became, now.became) for was, now in pairwise(plan.moves)]
        assert all(became in MOVES[PlanStatus(was)] for was, became in moves)
        assert all(was.at <= now.at for was, now in pairwise(plan.moves))
        assert all(was.end <= now.start for was, now in pairwise(plan.instalments))


def test_nothing_is_told_of_tomorrow():
    for plan in reported(1500):
        assert all(each.at <= NOW for each in plan.instalments)
        assert all(change.asked_at <= NOW for change in plan.changes)
        assert (plan.ended_at or NOW) <= NOW
        assert (plan.next_on is None) == (plan.ended_at is not None)
        assert plan.next_on is None or plan.next_on >= NOW.date()


def test_nothing_comes_after_the_end_and_the_first_always_came():
    for plan in reported(1500):
        assert plan.instalments[0].status == InstalmentStatus.SETTLED
        assert plan.ended_at is None or plan.settled()[-1].at <= plan.ended_at
