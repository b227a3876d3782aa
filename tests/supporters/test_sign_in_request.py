"""How often an address is written to: seldom enough for a mailbox, often enough for whoever wants in."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
import time_machine
from sqlalchemy import select

from donations.core.database import session
from donations.supporters.access_models import LINK_LASTS, SupporterSignIn
from donations.supporters.sign_in import ask_to_sign_in
from tests.application import START
from tests.databases import undone

pytestmark = pytest.mark.usefixtures("inside")
EMAIL = "kim@example.org"


def letters_in_a_day(minutes_between: int) -> list[datetime]:
    """When a letter was owed, while strangers from everywhere ask all day."""
    with time_machine.travel(START, tick=False) as clock, undone():
        for number in range(24 * 60 // minutes_between):
            assert ask_to_sign_in(EMAIL, f"place {number}")
            clock.shift(timedelta(minutes=minutes_between))
        owed = select(SupporterSignIn.asked_at).where(SupporterSignIn.email_key == EMAIL)
        return list(session.scalars(owed.order_by(SupporterSignIn.asked_at)))


def test_a_mailbox_gets_a_bounded_number_of_letters_a_day() -> None:
    assert len(letters_in_a_day(3)) <= 25


def test_a_letter_follows_at_growing_intervals() -> None:
    minutes = [int((at - START).total_seconds()) // 60 for at in letters_in_a_day(1)[:6]]
    assert minutes == [0, 1, 6, 21, 51, 81]


def test_for_hours_there_is_always_a_link_that_opens_or_one_to_be_had_at_once() -> None:
    letters = [at for at in letters_in_a_day(1) if at < START + timedelta(hours=6)]
    gaps = [later - earlier for earlier, later in pairwise(letters)]
    assert max(gaps) <= LINK_LASTS


def test_a_day_later_it_begins_anew() -> None:
    with time_machine.travel(START, tick=False) as clock, undone():
        for number in range(40):
            ask_to_sign_in(EMAIL, f"place {number}")
            clock.shift(timedelta(minutes=31))
        clock.shift(timedelta(days=1, minutes=1))
        before = owed()
        ask_to_sign_in(EMAIL, "home")
        clock.shift(timedelta(minutes=1))
        ask_to_sign_in(EMAIL, "home")
        assert owed() == before + 2


def owed() -> int:
    return len(session.scalars(select(SupporterSignIn.id).where(SupporterSignIn.email_key == EMAIL)).all())
