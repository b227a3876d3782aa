"""A token opens one purpose for one thing, and only when it is whole."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donations.core.errors import NotFound
from donations.core.tokens import read, sign

SUBJECT = UUID("0192f0c1-2345-7abc-89de-f0123456789a")
SECRET = "a secret for tests only, long enough"
TOKEN = sign(SECRET, "thanks", SUBJECT)
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def test_it_reads_back_what_was_signed() -> None:
    assert read(SECRET, "thanks", TOKEN) == SUBJECT


def test_the_same_letter_can_be_printed_again() -> None:
    assert sign(SECRET, "thanks", SUBJECT) == TOKEN


@pytest.mark.parametrize(
    ("secret", "purpose", "version"),
    [
        ("another secret", "thanks", 1),
        (SECRET, "receipt", 1),
        (SECRET, "thanks", 2),
        (SECRET, "Thanks", 1),
        (SECRET, "", 1),
    ],
)
def test_it_opens_nothing_else(secret: str, purpose: str, version: int) -> None:
    with pytest.raises(NotFound):
        read(secret, purpose, TOKEN, version)


@pytest.mark.parametrize("place", range(43))
def test_a_single_other_letter_spoils_it(place: int) -> None:
    for letter in set(LETTERS) - {TOKEN[place]}:
        with pytest.raises(NotFound):
            read(SECRET, "thanks", TOKEN[:place] + letter + TOKEN[place + 1 :])


@pytest.mark.parametrize("cut", range(43))
def test_cut_off_anywhere_it_is_not_valid(cut: int) -> None:
    with pytest.raises(NotFound):
        read(SECRET, "thanks", TOKEN[:cut])


@pytest.mark.parametrize(
    "other", [TOKEN + "=", TOKEN + "A", " " + TOKEN, TOKEN + "\n", TOKEN.replace(TOKEN[5], "+"), "ł" * 43, "\x00" * 43]
)
def test_it_is_not_valid_with_anything_around_it(other: str) -> None:
    with pytest.raises(NotFound):
        read(SECRET, "thanks", other)


@given(st.text(max_size=60))
def test_no_text_opens_anything(text: str) -> None:
    with pytest.raises(NotFound):
        read(SECRET, "thanks", text)


def test_without_a_secret_nothing_is_signed() -> None:
    with pytest.raises(ValueError, match="secret"):
        sign("", "thanks", SUBJECT)


def test_without_a_secret_nothing_is_read() -> None:
    with pytest.raises(ValueError, match="secret"):
        read("", "thanks", TOKEN)
