"""Text as it is compared, and as it may stand in a line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donations.core.text_normalisation import fold, one_line, plain_lines, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Żółć", "zolc"), ("ŁÓDŹ", "lodz"), ("Straße", "strasse"), ("Ørsted", "orsted"), ("Æ", "ae"), ("Čapek", "capek")],
)
def test_marks_do_not_count_when_comparing(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_words_are_cut_at_whatever_is_no_letter_or_figure() -> None:
    assert words("Żółć, O'Neill-Łąka 12") == ["zolc", "o", "neill", "laka", "12"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Kim\r\nBcc: eve@example.org", "Kim Bcc: eve@example.org"),
        ("a\x00b\x1bc\x7f", "abc"),
        ("Kim \u202eEve\u202c", "Kim Eve"),
        ("a\u2028b\u2029c", "a b c"),
        ("a\u200bb\ufeffc", "abc"),
        ("  two \t words  ", "two words"),
        ("Z\u0307o\u0301\u0142c\u0301", "Żółć"),
        ("\u00a0\u3000", ""),
        ("a\x85b\x0cb", "a b b"),
    ],
)
def test_a_line_is_one_and_printable(text: str, line: str) -> None:
    assert one_line(text) == line


@given(st.text())
def test_no_text_breaks_out_of_its_line(text: str) -> None:
    line = one_line(text)
    assert line.isprintable()
    assert len(line.splitlines()) <= 1
    assert one_line(line) == line


@given(st.text())
def test_lines_keep_nothing_but_their_breaks(text: str) -> None:
    lines = plain_lines(text)
    assert lines.replace("\n", "").isprintable()
    assert plain_lines(lines) == lines


def test_breaks_of_all_systems_are_one() -> None:
    assert plain_lines("a\r\nb\rc\nd\n\n") == "a\nb\nc\nd"
