"""Refunds made in the provider's dashboard, as their events tell of them: receipts, letters and amounts follow."""

import pytest

from tests.mail.drafts import text_of
from tests.story import Story, Visitor


@pytest.fixture
def visitor(story: Story) -> Visitor:
    """Somebody who has given 50,00 zł and has the receipt."""
    return story.gives("50.00")


def refund(story: Story, visitor: Visitor, amount: int | None = None) -> str:
    made = story.sandbox.refund(visitor.payment_id, amount)
    story.settles()
    return str(made["id"])


def test_a_part_is_returned_and_a_new_receipt_stands_for_the_rest(story: Story, visitor: Visitor) -> None:
    refund(story, visitor, 2000)

    assert story.receipts() == [("SANDBOX-D/2026/000001", 5000, "void"), ("SANDBOX-D/2026/000002", 3000, "valid")]
    assert story.kinds_of_letters() == ["thank_you", "receipt_replaced"]
    assert story.statuses() == ["settled"]
    letter = text_of(story.mailbox.letters[-1])
    assert "PLN\N{NO-BREAK SPACE}20.00 has been returned" in letter.replace("\n", " ")
    assert "PLN\N{NO-BREAK SPACE}30.00 remains with us" in letter.replace("\n", " ")
    assert story.broken_invariants() == []


def test_several_parts_leave_one_valid_receipt_over_what_is_left(story: Story, visitor: Visitor) -> None:
    for amount in (500, 1500, 1000):
        refund(story, visitor, amount)

    assert [(amount, state) for _, amount, state in story.receipts()] == [
        (5000, "void"),
        (4500, "void"),
        (3000, "void"),
        (2000, "valid"),
    ]
    assert story.kinds_of_letters() == ["thank_you"] + ["receipt_replaced"] * 3
    assert story.broken_invariants() == []


def test_parts_that_arrive_together_bring_one_letter_with_the_last_word(story: Story, visitor: Visitor) -> None:
    story.sandbox.refund(visitor.payment_id, 500)
    story.sandbox.refund(visitor.payment_id, 1500)
    story.settles()

    assert [amount for _, amount, state in story.receipts() if state == "valid"] == [3000]
    assert "30.00 remains with us" in text_of(story.mailbox.letters[-1])
    assert story.broken_invariants() == []


def test_all_is_returned_and_no_receipt_is_left(story: Story, visitor: Visitor) -> None:
    refund(story, visitor)

    assert story.receipts() == [("SANDBOX-D/2026/000001", 5000, "void")]
    assert story.kinds_of_letters() == ["thank_you", "gift_refunded"]
    assert list(story.mailbox.letters[-1].iter_attachments()) == []
    assert story.statuses() == ["settled"]
    assert story.broken_invariants() == []


def test_all_is_returned_in_two_parts_and_the_last_letter_says_so(story: Story, visitor: Visitor) -> None:
    refund(story, visitor, 2000)
    refund(story, visitor)

    assert [(amount, state) for _, amount, state in story.receipts()] == [(5000, "void"), (3000, "void")]
    assert story.kinds_of_letters() == ["thank_you", "receipt_replaced", "gift_refunded"]
    last = text_of(story.mailbox.letters[-1])
    assert "returned to you in full" in last
    assert "Remaining" not in last
    assert "20.00" not in last
    assert story.broken_invariants() == []


def test_a_refund_that_comes_back_brings_a_receipt_over_all_of_it_again(story: Story, visitor: Visitor) -> None:
    refund_id = refund(story, visitor, 2000)
    story.sandbox.fail_refund(refund_id)
    story.settles()

    assert [(amount, state) for _, amount, state in story.receipts()] == [
        (5000, "void"),
        (3000, "void"),
        (5000, "valid"),
    ]
    assert story.kinds_of_letters() == ["thank_you", "receipt_replaced", "receipt_reissued"]
    assert story.broken_invariants() == []


def test_a_whole_refund_that_comes_back_brings_a_receipt_again(story: Story, visitor: Visitor) -> None:
    refund_id = refund(story, visitor)
    story.sandbox.fail_refund(refund_id)
    story.settles()

    assert [(amount, state) for _, amount, state in story.receipts()] == [(5000, "void"), (5000, "valid")]
    assert story.kinds_of_letters() == ["thank_you", "gift_refunded", "receipt_reissued"]
    assert story.broken_invariants() == []


def test_a_refund_told_before_its_payment_waits_for_it(story: Story) -> None:
    visitor = story.visitor()
    visitor.starts("50.00")
    visitor.pays()
    story.sandbox.refund(visitor.payment_id, 2000)
    shown = {event["type"]: event for event in story.sandbox.events()}
    story.tells(shown["refund.created"])
    story.drains()
    waiting = story.events()[shown["refund.created"]["id"]]
    story.delivers()
    story.drains_until_nothing_is_owed()

    assert waiting == ("received", None)
    assert [(amount, state) for _, amount, state in story.receipts()][-1] == (3000, "valid")
    assert story.broken_invariants() == []


def test_a_refund_known_before_the_receipt_is_printed_brings_one_letter(story: Story) -> None:
    visitor = story.visitor()
    visitor.starts("50.00")
    visitor.pays()
    story.sandbox.refund(visitor.payment_id, 2000)
    story.settles()

    assert [(amount, state) for _, amount, state in story.receipts() if state == "valid"] == [(3000, "valid")]
    assert story.kinds_of_letters() == ["thank_you"]
    assert story.broken_invariants() == []


def test_all_returned_before_the_receipt_is_printed_brings_no_letter_of_thanks(story: Story) -> None:
    visitor = story.visitor()
    visitor.starts("50.00")
    visitor.pays()
    story.sandbox.refund(visitor.payment_id)
    story.settles()

    assert [state for *_, state in story.receipts() if state == "valid"] == []
    assert "thank_you" not in story.kinds_of_letters()
    assert story.broken_invariants() == []


def test_a_slow_refund_counts_when_it_has_left(story: Story) -> None:
    visitor = story.gives("50.00", "EUR", outcome="settles_later")
    story.waits(days=4)
    story.settles()
    refund(story, visitor, 2000)
    pending = [(amount, state) for _, amount, state in story.receipts()]
    story.waits(days=4)
    story.settles()

    assert pending == [(5000, "valid")]
    assert [(amount, state) for _, amount, state in story.receipts()] == [(5000, "void"), (3000, "valid")]
    assert story.broken_invariants() == []


def test_every_receipt_and_its_void_copy_can_be_fetched(story: Story, visitor: Visitor) -> None:
    refund(story, visitor)
    letter = text_of(story.mailbox.letters[0])
    link = next(line for line in letter.splitlines() if "/receipts/" in line)
    page, pdf = visitor.follows(link), visitor.follows(link + ".pdf")

    assert page.status_code == pdf.status_code == 200
    assert "VOID" in page.text.upper()
    assert pdf.data.startswith(b"%PDF")
    assert pdf.data not in [part.get_content() for part in story.mailbox.letters[0].iter_attachments()]
