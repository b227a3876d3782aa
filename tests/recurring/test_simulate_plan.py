"""What a supporter will receive, foretold; and that it is what they do receive."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from donations.core import clock
from donations.core.database import session
from donations.mail.models import Letter
from donations.recurring.decline_families import Family
from donations.recurring.models import RecurringPlan
from donations.recurring.plan.outlook import Course
from donations.recurring.simulate_plan import CardFails, Future, Happening, What, simulate, simulate_plan
from donations.recurring.states import Interval
from tests.dunning import MONTH, begins_and_fails, lives
from tests.plans import gives_monthly
from tests.story import Story

pytestmark = pytest.mark.slow

MAY, JULY = date(2027, 5, 3), date(2027, 7, 2)
MONTHLY = Course(Interval.MONTHLY, date(2027, 5, 10), date(2027, 5, 10))


def reported(happened: tuple[Happening, ...]) -> list[tuple[str, str]]:
    return [(each.on.isoformat()[5:], each.letter or each.what) for each in happened]


def test_a_card_that_pays_brings_a_donation_and_thanks_each_month() -> None:
    happened = simulate(Future(MONTHLY), (MAY, JULY))
    assert reported(happened) == [
        ("05-10", "collected"),
        ("05-10", "thank_you"),
        ("06-10", "collected"),
        ("06-10", "thank_you"),
    ]


def test_without_money_it_is_asked_again_between_letters_and_ends() -> None:
    happened = simulate(Future(MONTHLY), (MAY, JULY), CardFails(MAY, Family.RETRY))
    assert reported(happened) == [
        ("05-10", "collection fails"),
        ("05-11", "retry"),
        ("05-12", "collection_failed"),
        ("05-15", "retry"),
        ("05-18", "collection_reminder"),
        ("05-21", "retry"),
        ("05-24", "collection_last_notice"),
        ("05-28", "retry"),
        ("05-31", "plan ends"),
        ("05-31", "plan_ended"),
    ]


def test_mended_in_time_it_goes_on() -> None:
    happened = simulate(Future(MONTHLY), (MAY, JULY), CardFails(MAY, Family.NEW_CARD, mended_on=date(2027, 5, 16)))
    assert reported(happened) == [
        ("05-10", "collection fails"),
        ("05-10", "collection_failed"),
        ("05-15", "collection_reminder"),
        ("05-16", "plan_changed"),
        ("05-16", "collected"),
        ("05-16", "thank_you"),
        ("06-10", "collected"),
        ("06-10", "thank_you"),
    ]


def test_what_must_not_be_asked_again_ends_on_the_day() -> None:
    happened = simulate(Future(MONTHLY), (MAY, JULY), CardFails(MAY, Family.STOP))
    assert reported(happened) == [("05-10", "collection fails"), ("05-10", "plan ends"), ("05-10", "plan_ended")]


def test_a_yearly_donation_and_a_card_are_told_of_before_and_once() -> None:
    day = date(2027, 6, 20)
    course = Course(Interval.YEARLY, day, day, left=2, card_until=date(2027, 7, 31))
    assert reported(simulate(Future(course), (MAY, date(2028, 7, 2)))) == [
        ("06-01", "card_expiring"),
        ("06-13", "yearly_notice"),
        ("06-20", "collected"),
        ("06-20", "thank_you"),
        ("06-13", "yearly_notice"),
        ("06-20", "collected"),
        ("06-20", "thank_you"),
        ("06-20", "plan ends"),
        ("06-20", "plan_ended"),
    ]


@pytest.mark.parametrize(
    ("behaviour", "family"),
    [
        ("insufficient_funds", Family.RETRY),
        ("lost_card", Family.NEW_CARD),
        ("authentication_required", Family.CONFIRM),
        ("fraudulent", Family.STOP),
    ],
)
def test_what_is_foretold_comes_true(story: Story, behaviour: str, family: Family) -> None:
    begins_and_fails(story, behaviour)
    with story.inside():
        plan = session.scalars(select(RecurringPlan)).one()
        today = clock.local_date(clock.now(), "Europe/Warsaw")
        last = today + timedelta(days=MONTH + 26)
        foretold = simulate_plan(plan, today, last, CardFails(today, family))
    lives(story, MONTH + 26)
    with story.inside():
        letters = session.scalars(select(Letter).order_by(Letter.id)).all()[1:]  # the first thanks came before
        came = [(clock.local_date(letter.written_at, "Europe/Warsaw"), letter.kind) for letter in letters]
        assert came == [(each.on, each.letter) for each in foretold if each.what == What.LETTER]
        ended = session.scalars(select(RecurringPlan)).one().ended_at
        assert ended
        assert clock.local_date(ended, "Europe/Warsaw") == next(each.on for each in foretold if each.what == What.ENDS)


def test_a_story_that_goes_on_is_foretold_from_where_it_is(story: Story) -> None:
    begins_and_fails(story, "lost_card")
    lives(story, MONTH + 7)
    with story.inside():
        plan = session.scalars(select(RecurringPlan)).one()
        happened = simulate_plan(plan, date(2026, 12, 18), date(2027, 1, 5), CardFails(date(2026, 12, 1), Family.RETRY))
    assert reported(happened) == [("12-22", "collection_last_notice"), ("12-31", "plan ends"), ("12-31", "plan_ended")]


def test_looking_ahead_changes_nothing(story: Story) -> None:
    gives_monthly(story)
    with story.inside():
        plan = session.scalars(select(RecurringPlan)).one()
        simulate_plan(plan, date(2026, 11, 1), date(2028, 11, 1), CardFails(date(2027, 1, 1), Family.CONFIRM))
        assert not session.dirty
        assert not session.new
