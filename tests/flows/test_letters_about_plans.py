"""Letters about plans that do not fail: each is written once, in time, and in the supporter's language."""

from datetime import date, timedelta

import pytest

from donations.core.money import Money
from donations.recurring.changes.change_request import amount, cancel, next_collection, pause
from tests.dunning import asks, button, letters_by_day, lives, newest, words
from tests.plans import gives_monthly, instalments, provider_plan
from tests.story import Story


def test_the_first_thanks_tell_of_the_plan_and_how_to_change_it(story: Story) -> None:
    gives_monthly(story)
    story.drains_a_while(minutes=1)
    [first] = story.mailbox.letters
    assert "your regular gift has begun: every month. The next one will be collected on" in " ".join(
        words(first).split()
    )
    [link] = [line for line in words(first).splitlines() if "/en/plans/" in line]
    assert story.visitor().follows(link).status_code == 200
    lives(story, 31)
    assert "belongs to your regular gift" in words(story.mailbox.letters[-1])
    assert link in words(story.mailbox.letters[-1])


def test_the_thanks_for_a_single_donation_speak_of_no_plan(story: Story) -> None:
    story.gives()
    assert "regular gift" not in words(story.mailbox.letters[0])


def test_a_card_that_expires_is_told_of_once_in_the_month_before(story: Story) -> None:
    story.starts_schedule()
    gives_monthly(story)
    story.waits(seconds=2)  # the provider tells moments in whole seconds
    story.sandbox.date_card(provider_plan(story), 2027, 1)
    lives(story, 40)
    assert letters_by_day(story) == [("12-01", "card_expiring")]
    letter = newest(story, "card_expiring")
    assert "01/2027" in str(letter["Subject"])
    assert "10 February 2027" in words(letter)
    assert story.visitor().follows(button(letter)).status_code == 200


@pytest.mark.both_databases
def test_a_card_of_a_plan_that_ends_before_is_not_told_of(story: Story) -> None:
    story.starts_schedule()
    gives_monthly(story)
    story.waits(seconds=2)  # the provider tells moments in whole seconds
    story.sandbox.date_card(provider_plan(story), 2027, 1)
    story.waits(days=1)
    asks(story, cancel())
    lives(story, 50)
    assert [kind for _, kind in letters_by_day(story)] == ["plan_changed"]


def test_a_yearly_donation_is_told_of_a_week_before_each_year(story: Story) -> None:
    story.starts_schedule()
    gives_monthly(story, "300.00", frequency="yearly")
    for _ in range(2):
        story.waits(days=340)
        lives(story, 27)
    assert [kind for _, kind in letters_by_day(story)] == ["yearly_notice"] * 2
    assert letters_by_day(story)[0][0] == "11-03"
    assert len([each for each in instalments(story) if each[1] == "settled"]) == 3
    assert story.broken_invariants() == []


def test_another_day_is_another_notice(story: Story) -> None:
    story.starts_schedule()
    gives_monthly(story, "300.00", frequency="yearly")
    story.waits(days=340)
    lives(story, 20)
    asks(story, next_collection(date(2027, 11, 30)))
    lives(story, 25)
    shown = letters_by_day(story)
    assert [kind for _, kind in shown] == ["yearly_notice", "plan_changed", "yearly_notice"]
    assert shown[-1][0] == "11-23"


def test_a_change_is_confirmed_once_with_what_it_was_and_is(story: Story) -> None:
    gives_monthly(story)
    story.waits(days=1)
    asks(story, amount(Money(8000, "PLN")))
    lives(story, 3)
    assert [kind for _, kind in letters_by_day(story)] == ["plan_changed"]
    text = words(newest(story, "plan_changed"))
    assert "Until now: PLN 50.00" in text
    assert "From now on: PLN 80.00" in text


@pytest.mark.both_databases
def test_a_pause_and_an_end_are_confirmed(story: Story) -> None:
    gives_monthly(story)
    story.waits(days=1)
    asks(story, pause(2))
    lives(story, 2)
    assert "Nothing will be collected before 10 February 2027" in " ".join(words(newest(story, "plan_changed")).split())
    asks(story, cancel(), "I am moving away")
    lives(story, 2)
    last = newest(story, "plan_changed")
    assert "Your regular gift has ended" in str(last["Subject"])
    assert "moving" not in words(last)
    assert [kind for _, kind in letters_by_day(story)] == ["plan_changed"] * 2


def test_a_renewed_card_is_told_of_once(story: Story) -> None:
    gives_monthly(story)
    story.waits(days=1)
    story.sandbox.replace_card_by_bank(provider_plan(story))
    for _ in range(3):
        story.delivers(copies=2)
        story.clock.shift(timedelta(minutes=5))
        story.drains()
    assert [kind for _, kind in letters_by_day(story)] == ["card_updated"]
    assert "0341" in words(newest(story, "card_updated"))


def test_letters_are_in_the_language_of_the_donation(story: Story) -> None:
    visitor = story.visitor("pl")
    assert visitor.starts("50.00", frequency="monthly").status_code == 303
    visitor.pays()
    story.settles()
    story.waits(days=1)
    story.settles()
    asks(story, amount(Money(8000, "PLN")))
    lives(story, 1)
    letter = newest(story, "plan_changed")
    assert letter["Content-Language"] == "pl"
    assert "80,00" in words(letter)
    assert "/pl/plans/" in button(letter)


def test_a_yearly_donation_from_an_account_is_told_of_as_well(story: Story) -> None:
    story.starts_schedule()
    story.gives("50.00", "EUR", "settles_later", frequency="yearly")
    for days in (6, 354):
        story.waits(days=days)
        story.settles()
    story.drains_a_while(hours=12)

    assert "yearly_notice" in story.kinds_of_letters()
    assert story.broken_invariants() == []
