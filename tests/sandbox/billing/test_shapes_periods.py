"""The day of the month is kept: a short month ends a period earlier, the next long one does not."""

from datetime import UTC, datetime

import pytest

from donations.sandbox.billing.shapes import period_end


def at(day: str) -> int:
    return int(datetime.fromisoformat(f"{day}T11:30:05").replace(tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("rhythm", "days"),
    [
        (("month", 1), ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"]),
        (("month", 1), ["2027-12-30", "2028-01-30", "2028-02-29", "2028-03-30"]),
        (("month", 3), ["2026-11-30", "2027-02-28", "2027-05-30"]),
        (("year", 1), ["2028-02-29", "2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"]),
        (("week", 2), ["2026-12-24", "2027-01-07"]),
        (("day", 1), ["2026-02-28", "2026-03-01"]),
    ],
)
def test_each_period_ends_where_the_next_begins(rhythm: tuple[str, int], days: list[str]) -> None:
    found = [at(days[0])]
    for _ in days[1:]:
        found.append(period_end(found[0], found[-1], *rhythm))
    assert found == [at(day) for day in days]
