"""Places in the list sort by time and by amount, and never have the bit that an old SQLite trips over."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from donations.core.ids import new_id
from donations.search import relist as positions

NOON = datetime(2026, 11, 10, 12, tzinfo=UTC)
BIT = 128


def test_what_was_started_later_in_one_second_comes_later():
    first, second = UUID(int=(1 << 120) | (5 << 80)), UUID(int=(1 << 120) | (6 << 80))
    assert positions.position_at(NOON, first) < positions.position_at(NOON, second)
    assert positions.position_at(NOON, second) < positions.first_position(NOON + timedelta(milliseconds=1))


def test_no_place_has_the_bit():
    for step in range(200):
        moment = NOON + timedelta(milliseconds=step * 37)
        position, rank = positions.position_at(moment, new_id()), positions.rank_of(50_000, moment)
        places = [position, positions.position_beside(position), rank, positions.rank_beside(rank)]
        assert [place for place in places if place & BIT] == []


def test_a_place_with_the_bit_is_not_a_place_of_its_moment_or_amount():
    position, rank = positions.position_at(NOON, new_id()), positions.rank_of(50_000, NOON)
    assert positions.is_at(position, NOON)
    assert positions.is_of(rank, 50_000)
    assert not positions.is_at(position | BIT, NOON)
    assert not positions.is_of(rank | BIT, 50_000)
