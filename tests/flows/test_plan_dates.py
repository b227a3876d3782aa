"""A plan's dates are the foundation's own: no hour of the day and no changing of the clocks moves them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from donations.core.database import session
from donations.recurring.changes import change_request as wanted
from donations.recurring.models import Instalment
from tests.plans import asks, gives_monthly, instalments, plans, the_plan
from tests.story import Story

WARSAW = ZoneInfo("Europe/Warsaw")
MINUTES = timedelta(minutes=3)  # from the form to the payment


@pytest.fixture
def database(sqlite_database: str) -> str:
    """No row differs elsewhere."""
    return sqlite_database


def begins(story: Story, moment: str) -> None:
    """Somebody gives monthly at that moment in Warsaw."""
    story.clock.move_to(datetime.fromisoformat(moment).replace(tzinfo=WARSAW).astimezone(UTC))
    gives_monthly(story, "50.00")


def lives(story: Story, days: int) -> None:
    """Quickly: what the provider tells is heard every ten days."""
    for _ in range(days // 10):
        story.waits(days=10)
        story.settles()


def days_of(story: Story) -> list[str]:
    return [day for day, _, _ in instalments(story)]


def test_a_minute_before_midnight_on_the_31st_is_the_last_day_of_each_month(story: Story) -> None:
    begins(story, "2028-01-31 23:58")
    assert plans(story)[0]["next"] == "2028-02-29"
    promised = [plans(story)[0]["next"]]
    for _ in range(31):
        story.waits(days=10)
        story.settles()
        promised.append(plans(story)[0]["next"])

    came = days_of(story)
    assert came == [
        f"2028-{day}" for day in "01-31 02-29 03-31 04-30 05-31 06-30 07-31 08-31 09-30 10-31 11-30".split()
    ]
    assert list(dict.fromkeys(promised))[:-1] == came[1:]
    with story.inside():
        assert the_plan().anchor_on.isoformat() == "2028-01-31"
        rows = session.scalars(select(Instalment).order_by(Instalment.period_start)).all()
        assert [row.period_end for row in rows[:-1]] == [row.period_start for row in rows[1:]]
    assert story.broken_invariants() == []


def test_a_form_sent_before_midnight_and_paid_after_it_begins_when_it_is_paid(story: Story) -> None:
    story.clock.move_to(datetime(2028, 1, 31, 23, 58, tzinfo=WARSAW).astimezone(UTC))
    visitor = story.visitor()
    visitor.starts("50.00", frequency="monthly")
    story.clock.shift(MINUTES)
    visitor.pays()
    story.delivers(shuffle=5, copies=2)
    story.drains()
    lives(story, 100)
    assert days_of(story) == ["2028-02-01", "2028-03-01", "2028-04-01", "2028-05-01"]


def test_a_day_later_by_the_supporters_wish_is_a_day_later_for_good(story: Story) -> None:
    begins(story, "2028-01-30 23:58")
    with story.inside():
        next_on = the_plan().next_on
        assert next_on
    asks(story, wanted.next_collection(next_on + timedelta(days=1)))
    lives(story, 100)
    assert days_of(story) == ["2028-01-30", "2028-03-01", "2028-04-01", "2028-05-01"]


@pytest.mark.parametrize("hour", [0, 23])
def test_what_is_left_out_and_what_is_paused_is_as_promised_at_any_hour(story: Story, hour: int) -> None:
    begins(story, f"2027-08-31 {hour:02}:58")
    asks(story, wanted.leave_out())
    assert plans(story)[0]["next"] == "2027-10-31"
    lives(story, 70)
    asks(story, wanted.pause(2))
    promised = plans(story)[0]["next"]
    lives(story, 100)
    collected = [day for day, status, _ in instalments(story) if status == "settled"]
    assert collected[:3] == ["2027-08-31", "2027-10-31", promised]


@pytest.mark.parametrize("hour", [8, 23])
def test_a_pause_until_the_very_day_of_a_donation_collects_that_donation(story: Story, hour: int) -> None:
    begins(story, f"2027-09-10 {hour:02}:10")
    asks(story, wanted.pause(2))
    assert plans(story)[0]["next"] == "2027-11-10"
    lives(story, 70)
    assert [day for day, status, _ in instalments(story) if status == "settled"] == ["2027-09-10", "2027-11-10"]
