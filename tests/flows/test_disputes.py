"""The supporter's bank takes a donation back: open it blocks refunds, lost the receipt follows, won all is as
before.
"""

import pytest

from donations.core.errors import Refused
from donations.reporting.needs_attention import waiting_for_a_person
from tests.flows.desk import Desk
from tests.flows.made_up_events import changed, event_of
from tests.story import Story, Visitor


@pytest.fixture
def visitor(story: Story) -> Visitor:
    """Somebody who has given 50,00 zł and has the receipt."""
    return story.gives("50.00")


@pytest.fixture
def desk(story: Story) -> Desk:
    return Desk(story)


def opened(story: Story, visitor: Visitor, amount: int | None = None) -> str:
    dispute = story.sandbox.dispute(visitor.payment_id, amount)
    story.settles()
    return str(dispute["id"])


def amounts(story: Story) -> list[tuple[int, str]]:
    return [(amount, state) for _, amount, state in story.receipts()]


@pytest.mark.both_databases
def test_an_open_dispute_leaves_the_receipt_and_blocks_refunds(story: Story, visitor: Visitor, desk: Desk) -> None:
    opened(story, visitor)
    with pytest.raises(Refused, match=r"Only 0\.00 PLN"):
        desk.asks_back(100)

    assert desk.disputes() == [(5000, "open")]
    assert amounts(story) == [(5000, "valid")]
    with story.inside():
        assert [each.waits_for for each in waiting_for_a_person()] == ["evidence"]
    assert story.broken_invariants() == []


def test_a_lost_dispute_voids_the_receipt_and_tells_the_supporter(story: Story, visitor: Visitor, desk: Desk) -> None:
    story.sandbox.close_dispute(opened(story, visitor), "lost")
    story.settles()

    assert desk.disputes() == [(5000, "lost")]
    assert amounts(story) == [(5000, "void")]
    assert story.kinds_of_letters() == ["thank_you", "gift_refunded"]
    assert story.broken_invariants() == []


def test_a_part_that_was_lost_leaves_a_receipt_for_the_rest(story: Story, visitor: Visitor, desk: Desk) -> None:
    story.sandbox.close_dispute(opened(story, visitor, 2000), "lost")
    story.settles()

    assert amounts(story) == [(5000, "void"), (3000, "valid")]
    with pytest.raises(Refused, match=r"Only 30\.00 PLN"):
        desk.asks_back(3001)
    assert story.broken_invariants() == []


def test_a_dispute_that_was_won_leaves_all_as_it_was(story: Story, visitor: Visitor, desk: Desk) -> None:
    story.sandbox.close_dispute(opened(story, visitor), "won")
    story.settles()
    desk.asks_back(5000)
    story.settles()

    assert desk.disputes() == [(5000, "won")]
    assert desk.refunds() == [(5000, "succeeded")]
    assert story.broken_invariants() == []


def test_a_refund_asked_for_while_the_bank_asks_too_is_refused_by_the_provider(
    story: Story, visitor: Visitor, desk: Desk
) -> None:
    story.sandbox.dispute(visitor.payment_id)  # its event is not here yet
    desk.asks_back(5000)
    story.settles()

    assert desk.refunds() == [(5000, "failed")]
    assert desk.disputes() == [(5000, "open")]
    assert amounts(story) == [(5000, "valid")]


def in_euros(story: Story, kind: str) -> None:
    """The bank speaks in its own currency: 12 euros, and nobody knows how much that is in ours."""
    story.tells(changed(event_of(story, f"charge.dispute.{kind}"), its_object={"amount": 1200, "currency": "eur"}))
    story.drains()


def test_a_dispute_in_another_currency_binds_all_of_the_donation(story: Story, visitor: Visitor, desk: Desk) -> None:
    story.sandbox.dispute(visitor.payment_id)
    in_euros(story, "created")
    with pytest.raises(Refused, match=r"Only 0\.00 PLN"):
        desk.asks_back(100)

    assert amounts(story) == [(5000, "valid")]
    assert desk.left_on_page() == "0.00"
    assert story.broken_invariants() == []


def test_a_lost_dispute_in_another_currency_leaves_no_receipt(story: Story, visitor: Visitor, desk: Desk) -> None:
    dispute = story.sandbox.dispute(visitor.payment_id)
    story.sandbox.close_dispute(dispute["id"], "lost")
    in_euros(story, "closed")
    with pytest.raises(Refused, match=r"Only 0\.00 PLN"):
        desk.asks_back(100)

    assert desk.disputes() == [(1200, "lost")]
    assert amounts(story) == [(5000, "void")]
    assert story.broken_invariants() == []


def test_a_dispute_in_another_currency_that_was_won_binds_nothing(story: Story, visitor: Visitor, desk: Desk) -> None:
    dispute = story.sandbox.dispute(visitor.payment_id)
    story.sandbox.close_dispute(dispute["id"], "won")
    in_euros(story, "closed")
    desk.asks_back(5000)

    assert desk.disputes() == [(1200, "won")]


def test_an_inquiry_does_not_stand_in_the_way_of_a_refund(story: Story, visitor: Visitor, desk: Desk) -> None:
    story.sandbox.dispute(visitor.payment_id)
    inquiry = changed(event_of(story, "charge.dispute.created"), its_object={"status": "warning_needs_response"})
    story.tells(inquiry)
    story.drains()
    desk.asks_back(100)

    assert desk.disputes() == [(5000, "inquiry")]


def test_the_last_word_of_the_bank_stands_in_any_order(story: Story, visitor: Visitor, desk: Desk) -> None:
    dispute = story.sandbox.dispute(visitor.payment_id)
    story.waits(days=30)
    story.sandbox.close_dispute(str(dispute["id"]), "lost")
    for event in reversed(story.sandbox.events()):
        if event["type"].startswith("charge.dispute."):
            story.tells(event)
            story.drains()

    assert desk.disputes() == [(5000, "lost")]
    assert amounts(story) == [(5000, "void")]


def test_a_dispute_of_a_payment_that_is_not_ours_is_ignored(story: Story, visitor: Visitor, desk: Desk) -> None:
    story.sandbox.dispute(visitor.payment_id)
    foreign = changed(event_of(story, "charge.dispute.created"), its_object={"payment_intent": "pi_of_somebody_else"})
    story.tells(foreign)
    story.drains_until_nothing_is_owed()

    assert story.events()[foreign["id"]][0] == "ignored"
    assert desk.disputes() == []
