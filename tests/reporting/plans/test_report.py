"""The report of plans: each figure agrees with the rows behind it."""

from collections import Counter
from datetime import date

import pytest

from donations.core.money import Money
from donations.recurring.changes.change_request import amount, cancel, interval, leave_out, pause
from donations.recurring.states import Interval
from donations.reporting.plans.figures import PlanFigure, Span
from donations.reporting.plans.report import lines_of, plan_report, rows_of, words_of_leaving
from tests.dunning import MONTH, asks, begins_and_fails, gives_new_card, lives, newest
from tests.plans import gives_monthly, provider_plan
from tests.story import Story

ALL = Span(date(2026, 11, 1), date(2027, 3, 31))


def reported(story: Story, span: Span = ALL) -> dict[str, list[tuple[str | None, int, str]]]:
    """Each figure; and that counts and sums are those of the rows behind it, for each reason and currency."""
    with story.inside():
        lines = plan_report(span)
        for line in lines:
            rows = rows_of(line.figure, span, reason=line.reason, currency=line.amount.currency)
            assert len(rows) == line.count
            assert sum(row.amount.minor for row in rows) == line.amount.minor
        for figure in PlanFigure:
            behind = Counter((row.reason, row.amount.currency) for row in rows_of(figure, span))
            assert behind == {(line.reason, line.amount.currency): line.count for line in lines_of(figure, span)}
        found: dict[str, list[tuple[str | None, int, str]]] = {}
        for line in lines:
            found.setdefault(line.figure, []).append((line.reason, line.count, line.amount.plain()))
        return found


@pytest.fixture
def changed(story: Story) -> Story:
    """Two plans: one was raised, made yearly and cancelled with a word, the other is paused."""
    gives_monthly(story, "50.00")
    for change_request in (amount(Money(8000, "PLN")), interval(Interval.YEARLY)):
        story.waits(days=2)
        asks(story, change_request)
        lives(story, 1)
    story.waits(days=2)
    asks(story, cancel(), "I am moving away")
    lives(story, 1)
    gives_monthly(story, "30.00", email="ola@example.org")
    story.waits(days=1)
    asks(story, pause(2))
    lives(story, 1)
    return story


def test_one_that_is_left_out_is_no_pause(story: Story) -> None:
    gives_monthly(story, "50.00")
    story.waits(days=1)
    asks(story, leave_out())
    lives(story, 60)
    assert "paused" not in reported(story)


def test_what_was_changed_is_counted_by_the_year(changed: Story) -> None:
    assert reported(changed) == {
        "new": [("card", 2, "960.00")],
        "upgraded": [("amount", 1, "360.00")],
        "downgraded": [("interval", 1, "-880.00")],
        "paused": [(None, 1, "360.00")],
        "cancelled": [("supporter", 1, "80.00")],
    }
    with changed.inside():
        [line] = lines_of(PlanFigure.NEW, ALL)
        assert line.monthly == Money(8000, "PLN")


def test_other_days_have_other_figures(changed: Story) -> None:
    assert reported(changed, Span(date(2026, 11, 10), date(2026, 11, 10))) == {"new": [("card", 1, "600.00")]}
    assert reported(changed, Span(date(2026, 10, 1), date(2026, 11, 9))) == {}


def test_what_failed_is_recovered_by_a_step_or_lost_for_a_reason(story: Story) -> None:
    begins_and_fails(story, "lost_card")
    lives(story, MONTH + 6)
    gives_new_card(story, newest(story, "collection_reminder"))
    story.sandbox.set_card(provider_plan(story), "fraudulent")
    lives(story, 30)
    figures = reported(story)
    assert figures["failed"] == [("new_card", 1, "50.00"), ("stop", 1, "50.00")]
    assert figures["recovered"] == [("new_card", 1, "50.00")]
    assert figures["lost"] == [("stop", 1, "50.00")]
    assert figures["ended"] == [("unpaid", 1, "600.00")]
    with story.inside():
        [row] = rows_of(PlanFigure.RECOVERED, ALL)
        assert row.after_letter == "collection_reminder"


def test_the_words_of_those_who_leave_are_at_hand(changed: Story) -> None:
    with changed.inside():
        [row] = rows_of(PlanFigure.CANCELLED, ALL)
        assert words_of_leaving([row.plan_id]) == {row.plan_id: "I am moving away"}
        assert words_of_leaving([row.plan_id for row in rows_of(PlanFigure.PAUSED, ALL)]) == {}
