"""Text the font can show, and what becomes of the rest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donations.receipts.printable import printable, printable_characters


@pytest.mark.parametrize(
    "name", ["Łódź, Żółć", "Thị Nguyễn", "Ærøskøbing", "Мария Петрова", "Σωκράτης", "O’Brien–Žižek"]
)
def test_names_the_font_knows_stay_as_they_are(name: str) -> None:
    assert printable(name) == (name, False)


@pytest.mark.parametrize(
    ("name", "printed"),
    [("日本 太郎", "RiBen TaiLang"), ("😀 Kim", ":grinning: Kim"), ("שלום", "slvm"), ("\ue000", "?")],
)
def test_other_letters_are_written_in_latin_and_reported(name: str, printed: str) -> None:
    assert printable(name) == (printed, True)


@pytest.mark.parametrize(
    ("text", "printed"),
    [("a\r\nb", "a b"), ("a\x00b\u202ec", "abc"), ("Lo\u0301dz", "L\u00f3dz"), ("\u0301x", "x")],
)
def test_invisible_characters_go_without_a_note(text: str, printed: str) -> None:
    assert printable(text) == (printed, False)


def test_a_heap_of_marks_is_cut_to_what_a_letter_can_carry() -> None:
    assert len(printable("x" + "\u0323" * 40)[0]) == 3


@given(st.text())
def test_nothing_unprintable_ever_comes_out(text: str) -> None:
    assert set(printable(text)[0]) <= printable_characters()


@given(st.text())
def test_what_was_printed_once_prints_the_same_again(text: str) -> None:
    printed = printable(text)[0]
    assert printable(printed) == (printed, False)
