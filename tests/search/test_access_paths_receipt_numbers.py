"""The one search box finds a donation by the number of its receipt."""

import pytest

from donations.search.access_paths import donation_of_receipt
from tests.colleague import colleague
from tests.operations import counted_questions
from tests.story import Story

FIRST, SECOND = "SANDBOX-D/2026/000001", "SANDBOX-D/2026/000002"


@pytest.fixture
def database(sqlite_database: str) -> str:
    return sqlite_database


@pytest.fixture
def donations(story: Story) -> list[str]:
    """Of Ann, whose receipt was replaced when part of her donation went back, and of Lee."""
    ann = story.gives("50.00", email="ann@example.org")
    story.sandbox.refund(ann.payment_id, 2000)
    story.settles()
    story.gives("20.00", email="lee@example.org")
    return [donation["reference"] for donation in story.donations()]


def test_each_number_leads_to_its_donation_a_void_one_too(story: Story, donations: list[str]) -> None:
    kim = colleague(story.app, "viewer").signs_in()
    for number, donation, other in ((FIRST, 0, 1), (SECOND, 0, 1), ("sandbox-d/2026/000003", 1, 0)):
        page = kim.opens(f"/staff/donations?q=+{number}+").text
        assert f"/staff/donations/{donations[donation]}" in page, number
        assert f"/staff/donations/{donations[other]}" not in page, number
    assert "/staff/donations/" + donations[0] not in kim.opens("/staff/donations?q=SANDBOX-D/2026/000009").text


@pytest.mark.parametrize("typed", ["", "nowak", "50/2026", "a b/2026/000001", "/2026/000001", f"{FIRST} x", "x" * 5000])
def test_what_is_no_number_of_a_receipt_is_not_looked_up(story: Story, typed: str) -> None:
    with counted_questions(story) as requested, story.inside():
        assert donation_of_receipt(typed) is None
    assert requested == []


def test_a_number_is_found_by_its_index(story: Story, donations: list[str]) -> None:
    with counted_questions(story) as requested, story.inside():
        assert donation_of_receipt(FIRST) == donations[0]
    assert len(requested) == 1
