"""Identifiers: UUIDs in the order of time, references people can read aloud."""

from datetime import timedelta

import pytest
import time_machine

from donations.core import clock
from donations.core.ids import ALPHABET, new_id, new_reference, tidy_reference


def test_an_id_is_a_version_seven_uuid() -> None:
    assert {(new_id().version, new_id().variant) for _ in range(100)} == {(7, "specified in RFC 4122")}


def test_an_id_tells_the_millisecond_it_was_made_in() -> None:
    with time_machine.travel(clock.from_timestamp(1_800_000_000), tick=False):
        assert new_id().int >> 80 == 1_800_000_000_000


def test_later_ids_sort_later() -> None:
    start = clock.from_timestamp(1_800_000_000)
    made = []
    for step in range(50):
        with time_machine.travel(start + timedelta(milliseconds=step), tick=False):
            made.append(new_id())
    assert made == sorted(made)


def test_ids_of_one_millisecond_differ() -> None:
    with time_machine.travel(clock.from_timestamp(1_800_000_000), tick=False):
        assert len({new_id() for _ in range(10_000)}) == 10_000


def test_a_reference_is_two_groups_of_four_without_lookalikes() -> None:
    made = [new_reference() for _ in range(1000)]
    assert {len(each) for each in made} == {9}
    assert {each[4] for each in made} == {"-"}
    assert set("".join(made)) - {"-"} <= set(ALPHABET)
    assert not set("ILOU") & set(ALPHABET)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("7KQ4-M2XF", "7KQ4-M2XF"),
        ("7kq4m2xf", "7KQ4-M2XF"),
        (" 7kq4 – m2xf. ", "7KQ4-M2XF"),
        ("oil0-OIL0", "0110-0110"),
        ("", "-"),
        ("łódź", "D-"),
        ("\x00<b>", "B-"),
    ],
)
def test_what_is_read_aloud_is_tidied(typed: str, meant: str) -> None:
    assert tidy_reference(typed) == meant
