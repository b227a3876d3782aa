"""What anyone may learn of a receipt they hold, and which document is handed out."""

import pytest

from donations.core.database import transaction
from donations.receipts.queries import check, document_of, last_receipt, receipt_by_id, replacement_of
from donations.receipts.states import Validity, VoidReason
from donations.receipts.void_receipt import void_receipt
from tests.receipts.settled_donations import donation_of, issue_for, settled
from tests.story import Story


@pytest.fixture
def receipt(story: Story) -> tuple[str, str]:
    """Number and code of the only receipt."""
    settled(story, "ann")
    with story.inside(), transaction():
        issued = issue_for("ann")
        return issued.number, issued.check_code


def test_number_and_code_together_say_whether_it_stands(story: Story, receipt: tuple[str, str]) -> None:
    number, code = receipt
    with story.inside():
        assert check(number, code) == Validity.VALID
        assert check(f" {number.lower()} ", code.lower().replace("-", " ")) == Validity.VALID


@pytest.mark.parametrize("code", ["", "0000-0000", "ÄÖÜ", "x" * 500])
def test_another_code_says_nothing(story: Story, receipt: tuple[str, str], code: str) -> None:
    with story.inside():
        assert check(receipt[0], code) == Validity.UNKNOWN


@pytest.mark.parametrize("number", ["", "SANDBOX-D/2026/000002", "D/2026/000001", "' OR 1=1 --"])
def test_another_number_says_nothing(story: Story, receipt: tuple[str, str], number: str) -> None:
    with story.inside():
        assert check(number, receipt[1]) == Validity.UNKNOWN


def test_a_replaced_receipt_is_void_and_names_its_replacement(story: Story, receipt: tuple[str, str]) -> None:
    with story.inside():
        with transaction():
            first = last_receipt(donation_of("ann").id)
            assert first
            void_receipt(first, VoidReason.PARTLY_REFUNDED)
            second = issue_for("ann", first)
            first_id, second_id = first.id, second.id
        assert check(*receipt) == Validity.VOID
        replacement = replacement_of(receipt_by_id(first_id))
        assert replacement
        assert replacement.id == second_id
        assert document_of(replacement) is None
        latest = last_receipt(donation_of("ann").id)
        assert latest
        assert latest.id == second_id
