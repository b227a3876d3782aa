"""The only clock, and the days of people."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

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


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    """This process runs ahead by what is written here, until the end of the test."""
    found = tmp_path / clock.SANDBOX_FILE
    clock.run_ahead(found)
    with time_machine.travel(EVE, tick=False):
        yield found
    clock.run_ahead(None)


def write(file: Path, text: str) -> None:
    """As the sandbox does: a new file in place of the old one."""
    fresh = file.with_suffix(".new")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(file)


def test_without_a_file_it_is_the_present(file: Path) -> None:
    assert (file.exists(), clock.now()) == (False, EVE)


def test_it_runs_ahead_by_the_seconds_in_the_file(file: Path) -> None:
    write(file, "86400")
    assert (clock.now(), clock.real_now()) == (EVE + timedelta(days=1), EVE)
    write(file, "90000")
    assert clock.now() == EVE + timedelta(hours=25)


def test_it_is_never_put_back(file: Path) -> None:
    write(file, "86400")
    assert clock.now() == EVE + timedelta(days=1)
    write(file, "5")
    assert clock.now() == EVE + timedelta(days=1)
    file.unlink()
    assert clock.now() == EVE + timedelta(days=1)


@pytest.mark.parametrize("nonsense", ["", "soon", "-5", "1e9", "\x00", "łąka"])
def test_what_is_no_number_of_seconds_is_ignored(file: Path, nonsense: str) -> None:
    write(file, nonsense)
    assert clock.now() == EVE


def test_it_stays_within_a_century(file: Path) -> None:
    write(file, "9" * 30)
    assert clock.now() == EVE + timedelta(days=36_500)
