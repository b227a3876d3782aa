"""The table of steps: in time, late, and when the bank says something else."""

from datetime import UTC, datetime, timedelta

import pytest

from donations.recurring.decline_families import Family
from donations.recurring.dunning_steps import LETTERS, STEPS, Act, Progress, begin, change_family, next_act

BEGAN = datetime(2026, 12, 10, 12, tzinfo=UTC)
QUARTER = timedelta(minutes=15)


def at(day: float) -> datetime:
    return BEGAN + timedelta(days=day)


def walked(progress: Progress, since: float, until: float) -> tuple[list[tuple[int, Act]], Progress]:
    """What is done while the worker is there, a quarter of an hour after it is due, and how far it is then."""
    done, now = [], at(since)
    while (now := max(now, progress.due_at) + QUARTER) <= at(until) + QUARTER:
        act, progress = next_act(progress, now) or (None, progress)
        assert act
        done.append(((now - BEGAN).days, act))
        if act == Act.END:
            break
    return done, progress


@pytest.mark.parametrize("family", Family)
def test_in_time_each_step_is_done_on_its_day(family: Family) -> None:
    done, _ = walked(begin(family, BEGAN), 0, 30)
    assert done == [(step.day, step.act) for step in STEPS[family]]


@pytest.mark.parametrize("family", Family)
def test_each_table_is_in_order_and_ends_once(family: Family) -> None:
    days, acts = [step.day for step in STEPS[family]], [step.act for step in STEPS[family]]
    assert days == sorted(set(days))
    assert acts.count(Act.END) == 1
    assert acts[-1] == Act.END
    letters = [act for act in acts if act in LETTERS]
    assert letters == list(LETTERS) or family == Family.STOP


def test_only_where_money_may_come_later_the_bank_is_asked_again() -> None:
    assert [family for family in Family if any(step.act == Act.RETRY for step in STEPS[family])] == [Family.RETRY]


def test_a_month_away_before_any_letter_begins_with_the_first() -> None:
    done, _ = walked(begin(Family.NEW_CARD, BEGAN), 31, 60)
    assert done == [(31, Act.FIRST_LETTER), (36, Act.REMINDER), (43, Act.LAST_NOTICE), (52, Act.END)]


def test_a_month_away_after_the_first_letter_goes_on_with_the_last_one_due() -> None:
    done, progress = walked(begin(Family.NEW_CARD, BEGAN), 0, 2)
    assert done == [(0, Act.FIRST_LETTER)]
    assert walked(progress, 33, 60)[0] == [(33, Act.LAST_NOTICE), (42, Act.END)]


def test_late_tries_become_one_and_the_letter_keeps_its_distance() -> None:
    _, progress = walked(begin(Family.RETRY, BEGAN), 0, 3)
    late = walked(progress, 40, 70)[0]
    assert late == [(40, Act.RETRY), (43, Act.LAST_NOTICE), (47, Act.RETRY), (50, Act.END)]


@pytest.mark.parametrize("family", [Family.RETRY, Family.NEW_CARD, Family.CONFIRM])
@pytest.mark.parametrize("away_from", range(22))
def test_however_long_the_worker_is_away_nothing_ends_within_a_week_of_its_last_notice(
    family: Family, away_from: int
) -> None:
    before, progress = walked(begin(family, BEGAN), 0, away_from)
    for back in range(away_from, 60, 3):
        after = [] if before and before[-1][1] == Act.END else walked(progress, back, 120)[0]
        days = {act: day for day, act in before + after}
        assert days[Act.END] - days[Act.LAST_NOTICE] >= 7
        assert [act for _, act in before + after if act in LETTERS] in ([*LETTERS], [LETTERS[0], LETTERS[2]])
        moments = [day for day, _ in before + after]
        assert len(moments) == len(set(moments))


def test_the_steps_ahead_are_told_with_their_moments() -> None:
    _, progress = walked(begin(Family.RETRY, BEGAN), 0, 12)
    assert list(progress.ahead()) == [(at(14), Act.LAST_NOTICE), (at(18), Act.RETRY), (at(21), Act.END)]


def test_a_bank_that_wants_another_card_after_all_is_told_of_at_once_and_no_letter_twice() -> None:
    _, progress = walked(begin(Family.RETRY, BEGAN), 0, 5)
    changed = change_family(progress, Family.NEW_CARD, at(5))
    assert list(changed.ahead()) == [(at(5), Act.REMINDER), (at(12), Act.LAST_NOTICE), (at(21), Act.END)]


def test_before_any_letter_it_is_the_first_one() -> None:
    _, progress = walked(begin(Family.RETRY, BEGAN), 0, 1)
    assert next(change_family(progress, Family.CONFIRM, at(1)).ahead()) == (at(1), Act.FIRST_LETTER)


def test_a_new_card_without_money_is_asked_again_tomorrow_at_the_soonest() -> None:
    _, progress = walked(begin(Family.NEW_CARD, BEGAN), 0, 6)
    changed = change_family(progress, Family.RETRY, at(6))
    assert list(changed.ahead())[:2] == [(at(11), Act.RETRY), (at(14), Act.LAST_NOTICE)]
    _, progress = walked(begin(Family.CONFIRM, BEGAN), 0, 1)
    assert next(change_family(progress, Family.RETRY, at(1)).ahead()) == (at(2), Act.RETRY)


def test_a_revoked_authorisation_is_the_end_at_once() -> None:
    _, progress = walked(begin(Family.RETRY, BEGAN), 0, 9)
    assert list(change_family(progress, Family.STOP, at(9)).ahead()) == [(at(9), Act.END)]


def test_the_same_family_changes_nothing() -> None:
    progress = begin(Family.RETRY, BEGAN)
    assert change_family(progress, Family.RETRY, at(3)) == progress
