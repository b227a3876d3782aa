"""Numbers without gap or repeat: when work is rolled back, and when many issue at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from donations.core.database import session, transaction
from donations.organisation.queries import the_organisation
from donations.receipts.models import Receipt, ReceiptClaim, ReceiptSeries
from donations.receipts.snapshot import MissingReceiptFields
from tests.receipts.settled_donations import issue_for, settled
from tests.story import Story

PEOPLE = ("ann", "ben", "cat", "dan", "eve", "fay")


class PowerCut(Exception):
    """Something breaks after the number was given."""


def numbers(story: Story) -> list[int]:
    with story.inside():
        return sorted(session.scalars(select(Receipt.sequence)))


def test_a_rolled_back_receipt_gives_its_number_back(story: Story) -> None:
    settled(story, "ann", "ben")
    with story.inside():
        with pytest.raises(PowerCut), transaction():
            raise PowerCut(issue_for("ann").number)
        with transaction():
            issue_for("ben")
        with transaction():
            assert issue_for("ann").sequence == 2
        assert session.scalars(select(ReceiptSeries.last_sequence)).one() == 2

    assert numbers(story) == [1, 2]


def test_many_at_once_get_the_numbers_from_one_on(story: Story) -> None:
    settled(story, *PEOPLE)
    together = Barrier(len(PEOPLE))

    def issue(person: str) -> None:
        with story.inside():
            together.wait()
            with transaction():
                issue_for(person)

    with ThreadPoolExecutor(len(PEOPLE)) as threads:
        list(threads.map(issue, PEOPLE))

    assert numbers(story) == [1, 2, 3, 4, 5, 6]


def test_many_at_once_leave_no_gap_when_some_of_them_break(story: Story) -> None:
    settled(story, *PEOPLE)
    together = Barrier(len(PEOPLE))

    def issue(person: str) -> None:
        with story.inside():
            together.wait()
            with transaction():
                issue_for(person)
                if person in ("ann", "cat", "eve"):
                    raise PowerCut

    with ThreadPoolExecutor(len(PEOPLE)) as threads:
        results = [threads.submit(issue, person) for person in PEOPLE]
        broken = [result.exception() for result in results]

    assert sum(isinstance(problem, PowerCut) for problem in broken) == 3
    assert numbers(story) == [1, 2, 3]


def test_a_second_receipt_for_one_donation_is_impossible(story: Story) -> None:
    settled(story, "ann")
    with story.inside():
        with transaction():
            issue_for("ann")
        with pytest.raises(IntegrityError), transaction():
            issue_for("ann")

    assert numbers(story) == [1]


def test_a_receipt_that_lacks_a_field_takes_no_number(story: Story) -> None:
    settled(story, "ann")
    with story.inside():
        with transaction():
            the_organisation().registration = {}
        with pytest.raises(MissingReceiptFields, match=r"registration\.krs"), transaction():
            issue_for("ann")
        assert session.scalars(select(ReceiptSeries)).all() == []
        assert session.scalars(select(ReceiptClaim)).all() == []


def test_a_change_of_the_foundation_does_not_change_what_a_receipt_says(story: Story) -> None:
    settled(story, "ann")
    with story.inside():
        with transaction():
            before = dict(issue_for("ann").snapshot)
        with transaction():
            the_organisation().legal_name = "Another Foundation"
        assert session.scalars(select(Receipt)).one().snapshot == before
