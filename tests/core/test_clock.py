"""The only clock, and the days of people."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from donations.core import clock

EVE = datetime(2026, 12, 31, 22, 30, tzinfo=UTC)


def test_now_is_aware_and_in_utc() -> None:
    with time_machine.travel(EVE, tick=False):
        assert (clock.now(), clock.now().tzinfo) == (EVE, UTC)


@pytest.mark.parametrize(
    ("moment", "zone", "day"),
    [
        (EVE, "Europe/Warsaw", date(2026, 12, 31)),
        (EVE.replace(hour=23), "Europe/Warsaw", date(2027, 1, 1)),
        (EVE, "UTC", date(2026, 12, 31)),
        (EVE, "Pacific/Auckland", date(2027, 1, 1)),
        (EVE, "America/New_York", date(2026, 12, 31)),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "Europe/Warsaw", date(2026, 10, 25)),
    ],
)
def test_a_day_is_counted_where_people_live(moment: datetime, zone: str, day: date) -> None:
    assert clock.local_date(moment, zone) == day


def test_seconds_of_the_provider_are_a_moment() -> None:
    assert clock.from_timestamp(1_798_756_200) == datetime(2026, 12, 31, 22, 30, tzinfo=UTC)
