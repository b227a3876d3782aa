"""Staff give money back: asked once, whatever is lost on the way; receipts and letters follow."""

from uuid import UUID

import pytest

from donations.core.database import session
from donations.core.errors import Refused
from donations.core.installation import installation
from donations.giving.models import Refund
from donations.giving.refunds.refund_donation import see_failed_refund
from donations.payments.gateway import RefundRequest
from donations.payments.stripe_gateway import StripeGateway
from donations.reporting.needs_attention import count_waiting, waiting_for_a_person
from tests.flows.desk import Desk, zloty
from tests.flows.made_up_events import changed, event_of
from tests.mail.drafts import text_of
from tests.story import Story, Visitor


@pytest.fixture
def visitor(story: Story) -> Visitor:
    """Somebody who has given 50,00 zł and has the receipt."""
    return story.gives("50.00")


@pytest.fixture
def desk(story: Story) -> Desk:
    return Desk(story)


def amounts(story: Story) -> list[tuple[int, str]]:
    return [(amount, state) for _, amount, state in story.receipts()]


def is_sent_by_the_service_that_was_lost(story: Story, visitor: Visitor, refund_id: UUID) -> str:
    """What a copy of the database taken before the sending knows nothing of."""
    gateway = StripeGateway("sk_test_sandbox", http_client=story.sandbox.http_client())
    reference = story.donations()[0]["reference"]
    with story.inside():
        installation_id = str(installation().installation_id)
    request = RefundRequest(str(refund_id), installation_id, reference, visitor.payment_id, zloty(2000))
    return gateway.refund(request).provider_refund_id


def test_a_part_goes_back_and_the_supporter_holds_the_receipt_for_the_rest(
    story: Story, visitor: Visitor, desk: Desk
) -> None:
    desk.asks_back(2000, "asked for by telephone")
    requested = desk.refunds()
    story.drains()
    answered = desk.refunds()
    story.settles()

    assert (requested, answered) == ([(2000, "requested")], [(2000, "succeeded")])
    assert amounts(story) == [(5000, "void"), (3000, "valid")]
    assert story.kinds_of_letters() == ["thank_you", "receipt_replaced"]
    assert "20.00 has been returned" in text_of(story.mailbox.letters[-1]).replace("\n", " ")
    assert desk.trail() == ["donation.refund_requested"]
    assert story.broken_invariants() == []


def test_the_provider_is_told_whose_refund_it_is(story: Story, visitor: Visitor, desk: Desk) -> None:
    refund_id = desk.asks_back(2000)
    story.settles()

    [made] = desk.sent_to_provider()
    assert (made["amount"], made["payment_intent"]) == (2000, visitor.payment_id)
    assert made["metadata"]["refund"] == str(refund_id)
    assert made["metadata"]["reference"] == story.donations()[0]["reference"]
    assert desk.refund(refund_id).provider_refund_id == made["id"]


def test_several_parts_never_make_more_than_the_donation(story: Story, visitor: Visitor, desk: Desk) -> None:
    desk.asks_back(2000)
    desk.asks_back(1500)
    story.settles()
    with pytest.raises(Refused, match=r"Only 15\.00 PLN"):
        desk.asks_back(1501)
    desk.asks_back(1500)
    story.settles()

    assert desk.refunds() == [(2000, "succeeded"), (1500, "succeeded"), (1500, "succeeded")]
    assert [state for _, state in amounts(story) if state == "valid"] == []
    assert story.kinds_of_letters()[-1] == "gift_refunded"
    assert story.broken_invariants() == []


def test_a_request_that_waits_counts_already(story: Story, visitor: Visitor, desk: Desk) -> None:
    desk.asks_back(5000)
    with pytest.raises(Refused, match=r"Only 0\.00 PLN"):
        desk.asks_back(1)


def test_a_form_sent_twice_gives_back_once(story: Story, visitor: Visitor, desk: Desk) -> None:
    desk.asks_back(2000, seen_left=zloty(5000))
    with pytest.raises(Refused, match="Meanwhile something changed"):
        desk.asks_back(2000, seen_left=zloty(5000))


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_refund_needs_a_reason(story: Story, visitor: Visitor, desk: Desk, reason: str) -> None:
    with pytest.raises(Refused, match="why"):
        desk.asks_back(2000, reason)


def test_a_donation_that_was_not_received_is_not_given_back(story: Story, desk: Desk) -> None:
    story.visitor().starts("50.00")
    with pytest.raises(Refused, match="received"):
        desk.asks_back(2000)


def test_an_answer_that_is_lost_makes_no_second_refund(story: Story, visitor: Visitor, desk: Desk) -> None:
    desk.asks_back(2000)
    story.sandbox.fail_next(kind="after_effect", path="/v1/refunds")
    story.drains()
    unanswered = desk.refunds()
    story.drains_until_nothing_is_owed()

    assert unanswered == [(2000, "requested")]
    assert desk.refunds() == [(2000, "succeeded")]
    assert [made["amount"] for made in desk.sent_to_provider()] == [2000]
    assert story.broken_invariants() == []


def test_the_event_may_be_quicker_than_the_answer(story: Story, visitor: Visitor, desk: Desk) -> None:
    refund_id = desk.asks_back(2000)
    story.sandbox.fail_next(kind="after_effect", path="/v1/refunds")
    story.drains()
    story.settles()
    story.drains_until_nothing_is_owed()

    assert desk.refunds() == [(2000, "succeeded")]
    assert desk.refund(refund_id).provider_refund_id == desk.sent_to_provider()[0]["id"]
    assert amounts(story) == [(5000, "void"), (3000, "valid")]


def test_a_request_nobody_answered_for_a_day_is_looked_up_and_never_sent_again(
    story: Story, visitor: Visitor, desk: Desk
) -> None:
    desk.asks_back(2000)
    story.sandbox.fail_next(kind="after_effect", path="/v1/refunds")
    story.drains()
    story.waits(hours=25)
    story.drains()

    assert desk.refunds() == [(2000, "succeeded")]
    assert len(desk.sent_to_provider()) == 1


def test_a_request_that_never_arrived_comes_back_to_the_desk_after_a_day(
    story: Story, visitor: Visitor, desk: Desk
) -> None:
    refund_id = desk.asks_back(2000)
    story.sandbox.fail_next(path="/v1/refunds")
    story.drains()
    story.waits(hours=25)
    story.drains()

    assert desk.refunds() == [(2000, "failed")]
    assert desk.refund(refund_id).failure_reason == "not_answered"
    assert desk.sent_to_provider() == []
    assert amounts(story) == [(5000, "valid")]
    desk.asks_back(5000)


@pytest.mark.parametrize("hours", [2, 30])
def test_a_copy_from_before_the_sending_does_not_send_again(
    story: Story, visitor: Visitor, desk: Desk, hours: int
) -> None:
    refund_id = desk.asks_back(2000)
    made = is_sent_by_the_service_that_was_lost(story, visitor, refund_id)
    story.waits(hours=hours)
    story.drains()

    assert desk.refunds() == [(2000, "succeeded")]
    assert desk.refund(refund_id).provider_refund_id == made
    assert [made["amount"] for made in desk.sent_to_provider()] == [2000]


def test_a_request_that_waited_some_hours_is_sent_when_the_provider_has_none(
    story: Story, visitor: Visitor, desk: Desk
) -> None:
    desk.asks_back(2000)
    story.waits(hours=20)
    story.drains()

    assert desk.refunds() == [(2000, "succeeded")]
    assert len(desk.sent_to_provider()) == 1


def test_a_request_that_waited_longer_than_its_key_lives_comes_back_to_the_desk(
    story: Story, visitor: Visitor, desk: Desk
) -> None:
    desk.asks_back(2000)
    story.waits(hours=30)
    story.drains()

    assert desk.refunds() == [(2000, "failed")]
    assert desk.sent_to_provider() == []


@pytest.mark.both_databases
def test_a_refund_somebody_had_seen_to_waits_again_when_it_left_after_all_and_came_back(
    story: Story, visitor: Visitor, desk: Desk
) -> None:
    refund_id = desk.asks_back(2000)
    made = is_sent_by_the_service_that_was_lost(story, visitor, refund_id)
    with desk.at_work():
        refund = session.get_one(Refund, refund_id)
        refund.status, refund.failure_reason, refund.failure_seen_at = "failed", "not_answered", refund.requested_at
    story.settles()
    left_after_all = desk.refunds()
    story.sandbox.fail_refund(made)
    story.settles()

    assert (left_after_all, desk.refunds()) == ([(2000, "succeeded")], [(2000, "failed")])
    with story.inside():
        assert [each.waits_for for each in waiting_for_a_person()] == ["refund"]


@pytest.mark.both_databases
def test_a_word_that_comes_after_we_gave_up_still_counts(story: Story, visitor: Visitor, desk: Desk) -> None:
    refund_id = desk.asks_back(2000)
    story.sandbox.fail_next(path="/v1/refunds")
    story.drains()
    story.waits(hours=25)
    story.drains()
    story.sandbox.refund(visitor.payment_id, 2000)
    marked = {"refund": str(refund_id)}
    story.tells(changed(event_of(story, "refund.created"), its_object={"metadata": marked}))
    story.drains()

    assert desk.refunds() == [(2000, "succeeded")]
    assert amounts(story) == [(5000, "void"), (3000, "valid")]


def test_a_provider_that_breaks_down_is_asked_again_under_the_same_key(
    story: Story, visitor: Visitor, desk: Desk
) -> None:
    desk.asks_back(2000)
    story.sandbox.fail_next(kind="500", path="/v1/refunds")
    story.drains()
    assert desk.refunds() == [(2000, "requested")]
    story.drains_until_nothing_is_owed()

    assert desk.refunds() == [(2000, "failed")]
    assert desk.sent_to_provider() == []
    assert story.broken_invariants() == []


def test_a_refusal_gives_back_what_is_left_and_waits_for_a_person(story: Story, visitor: Visitor, desk: Desk) -> None:
    story.sandbox.refund(visitor.payment_id)  # in the dashboard, and its event is not here yet
    refund_id = desk.asks_back(2000)
    story.drains()

    assert desk.refunds() == [(2000, "failed")]
    assert desk.refund(refund_id).failure_reason == "charge_already_refunded"
    with story.inside():
        assert [each.waits_for for each in waiting_for_a_person()] == ["refund"]


@pytest.mark.both_databases
def test_a_refund_that_comes_back_brings_a_receipt_and_waits_until_somebody_has_seen_it(
    story: Story, visitor: Visitor, desk: Desk
) -> None:
    refund_id = desk.asks_back(5000)
    story.settles()
    story.sandbox.fail_refund(desk.sent_to_provider()[0]["id"])
    story.settles()
    with story.inside():
        waiting = count_waiting()
    with desk.at_work():
        see_failed_refund(session.get_one(Refund, refund_id), by=desk.id, note="sent by bank transfer")

    assert amounts(story) == [(5000, "void"), (5000, "valid")]
    assert story.kinds_of_letters() == ["thank_you", "gift_refunded", "receipt_reissued"]
    assert waiting == 1
    with story.inside():
        assert count_waiting() == 0
    assert desk.trail() == ["donation.refund_requested", "donation.refund_failure_seen"]
    desk.asks_back(5000)
    assert story.broken_invariants() == []
