"""What staff correct: the donation may change, an issued receipt and a sent letter never do."""

import pytest
from sqlalchemy import select

from donations.core.database import session
from donations.core.errors import Refused
from donations.core.installation import installation
from donations.funds.queries import open_funds
from donations.giving.by_hand.edit_donation import Edited, as_it_is, edit_donation, move_to_fund
from donations.giving.refunds.cancel_donation import request_cancel
from donations.giving.start.checkout_attempts import record_opened, request_for
from donations.mail.models import Letter
from donations.receipts.mail_receipt import resend_letter
from donations.receipts.models import Receipt, ReceiptVoid
from donations.receipts.queries import valid_receipt
from donations.receipts.void_receipt import is_outdated, void_and_replace
from tests.flows.desk import Desk
from tests.html_form import read_form
from tests.story import Story, Visitor

NEW_NAME = Edited(
    "Kim Nowak-Żak", {"address_line": "Polna 1", "city": "Łódź"}, is_anonymous=True, is_message_hidden=True
)


@pytest.fixture
def desk(story: Story) -> Desk:
    """Somebody at work, after Kim has given 50,00 zł."""
    story.gives("50.00", message="For the rivers")
    return Desk(story)


def edits(desk: Desk, edited: Edited = NEW_NAME) -> bool:
    with desk.with_donation() as donation:
        return edit_donation(donation, edited, by=desk.id, reason="married")


def replaces(story: Story, desk: Desk, reason: str = "the name was misspelt") -> None:
    with desk.with_donation() as donation:
        receipt = valid_receipt(donation.id)
        assert receipt
        void_and_replace(receipt, by=desk.id, reason=reason, links=story.app.extensions["services"].links)
    story.drains()


def names_on_receipts(story: Story) -> list[str]:
    with story.inside():
        return [each.snapshot["donor"]["name"] for each in session.scalars(select(Receipt).order_by(Receipt.sequence))]


@pytest.mark.both_databases
def test_an_edit_does_not_change_what_was_issued(story: Story, desk: Desk) -> None:
    assert edits(desk)
    story.drains()

    assert names_on_receipts(story) == ["Kim Nowak"]
    assert [state for *_, state in story.receipts()] == ["valid"]
    assert story.kinds_of_letters() == ["thank_you"]
    assert desk.trail() == ["donation.edited"]
    with desk.with_donation() as donation:
        receipt = valid_receipt(donation.id)
        assert receipt
        assert is_outdated(receipt, donation)
        assert donation.donor_name == "Kim Nowak"
    assert story.broken_invariants() == []


@pytest.mark.both_databases
def test_an_edit_that_changes_nothing_leaves_no_trace(story: Story, desk: Desk) -> None:
    with desk.with_donation() as donation:
        same = as_it_is(donation)
    assert not edits(desk, same)
    assert desk.trail() == []


def test_a_corrected_receipt_replaces_the_void_one_and_goes_to_the_supporter(story: Story, desk: Desk) -> None:
    edits(desk)
    replaces(story, desk)

    assert names_on_receipts(story) == ["Kim Nowak", "Kim Nowak-Żak"]
    assert [(amount, state) for _, amount, state in story.receipts()] == [(5000, "void"), (5000, "valid")]
    assert story.kinds_of_letters() == ["thank_you", "receipt_reissued"]
    with story.inside():
        void = session.scalars(select(ReceiptVoid)).one()
        assert (void.reason, void.by) == ("corrected", str(desk.id))
    assert desk.trail() == ["donation.edited", "receipt.replaced"]
    assert story.broken_invariants() == []


def test_each_correction_is_one_more_link_of_the_chain(story: Story, desk: Desk) -> None:
    for _ in range(3):
        replaces(story, desk)

    with story.inside():
        rows = session.scalars(select(Receipt).order_by(Receipt.sequence)).all()
        assert [row.replaces_id for row in rows] == [None, *(row.id for row in rows[:-1])]
    assert [state for *_, state in story.receipts()] == ["void", "void", "void", "valid"]
    assert story.broken_invariants() == []


@pytest.mark.both_databases
def test_only_the_valid_receipt_is_replaced_and_only_with_a_reason(story: Story, desk: Desk) -> None:
    with pytest.raises(Refused, match="wrong"):
        replaces(story, desk, reason="  ")
    replaces(story, desk)
    with desk.at_work():
        first = session.scalars(select(Receipt).order_by(Receipt.sequence).limit(1)).one()
        with pytest.raises(Refused, match="void already"):
            void_and_replace(first, by=desk.id, reason="again", links=story.app.extensions["services"].links)


def test_a_letter_is_sent_again_to_the_corrected_address_and_later_ones_go_there_too(story: Story, desk: Desk) -> None:
    with desk.at_work():
        letter = session.scalars(select(Letter)).one()
        resend_letter(letter, to="kim.nowak@example.org", by=desk.id, reason="the first address bounced")
    story.drains()
    replaces(story, desk)

    assert [str(letter["To"]).rpartition("<")[2].rstrip(">") for letter in story.mailbox.letters] == [
        "kim@example.org",
        "kim.nowak@example.org",
        "kim.nowak@example.org",
    ]
    assert desk.trail() == ["letter.resent", "receipt.replaced"]
    assert story.broken_invariants() == []


@pytest.mark.parametrize(("to", "reason", "why"), [("kim@example.org", " ", "why"), ("", "lost", "address")])
def test_sending_again_asks_where_to_and_why(story: Story, desk: Desk, to: str, reason: str, why: str) -> None:
    with pytest.raises(Refused, match=why), desk.at_work():
        resend_letter(session.scalars(select(Letter)).one(), to=to, by=desk.id, reason=reason)


@pytest.mark.both_databases
def test_a_void_receipt_is_not_sent_again(story: Story, desk: Desk) -> None:
    replaces(story, desk)
    with desk.at_work():
        first = session.scalars(select(Letter).order_by(Letter.written_at).limit(1)).one()
        with pytest.raises(Refused, match="void"):
            resend_letter(first, to="kim@example.org", by=desk.id, reason="lost")


def test_a_donation_moves_to_another_fund(story: Story, desk: Desk) -> None:
    with desk.with_donation() as donation:
        other = next(fund for fund in open_funds() if fund.id != donation.allocations[0].fund_id)
        move_to_fund(donation, other, desk.id, "as the supporter asked")

    assert desk.trail() == ["donation.moved_to_fund"]
    assert story.broken_invariants() == []


def asks_for_a_page_that_does_not_come(story: Story) -> Visitor:
    visitor = story.visitor()
    story.sandbox.fail_next(path="/v1/checkout/sessions")
    page = visitor.starts("20.00")
    visitor.form = read_form(page.text).values
    return visitor


def cancels(desk: Desk) -> None:
    with desk.with_donation(1) as found:
        request_cancel(found, by=desk.id, reason="typed by mistake")


def test_a_started_donation_is_cancelled_and_nobody_can_pay_it(story: Story, desk: Desk) -> None:
    visitor = story.visitor()
    visitor.starts("20.00")
    cancels(desk)
    story.drains()

    assert story.statuses() == ["settled", "expired"]
    assert story.sandbox.find(visitor.session_id)["status"] == "expired"
    assert desk.trail() == ["donation.cancel_requested"]


def test_a_page_that_is_being_asked_for_is_waited_for_and_closed(story: Story, desk: Desk) -> None:
    visitor = asks_for_a_page_that_does_not_come(story)
    cancels(desk)
    story.drains()
    meanwhile = story.statuses()
    visitor.sends(amount=None, amount_other="20.00")
    story.waits(seconds=2)
    story.drains()

    assert meanwhile == ["settled", "started"]
    assert story.statuses() == ["settled", "expired"]
    assert story.sandbox.find(visitor.session_id)["status"] == "expired"


def test_a_page_that_never_comes_does_not_keep_a_donation_from_being_cancelled(story: Story, desk: Desk) -> None:
    asks_for_a_page_that_does_not_come(story)
    cancels(desk)
    story.drains_until_nothing_is_owed()

    assert story.statuses() == ["settled", "expired"]


@pytest.mark.both_databases
def test_a_page_that_comes_after_all_is_closed(story: Story, desk: Desk) -> None:
    """Its answer took longer than anybody waits for it."""
    asks_for_a_page_that_does_not_come(story)
    cancels(desk)
    story.drains_until_nothing_is_owed()
    tools = story.app.extensions["services"]
    with desk.with_donation(1) as donation:
        attempt_id = donation.attempts[0].id
        request = request_for(attempt_id, tools.links, installation().installation_id)
    checkout = tools.gateway().open_checkout(request)
    with desk.at_work():
        record_opened(attempt_id, checkout)
    story.drains()

    assert story.statuses() == ["settled", "expired"]
    assert story.sandbox.find(checkout.session_id)["status"] == "expired"


def test_a_visitor_who_was_quicker_has_given(story: Story, desk: Desk) -> None:
    visitor = story.visitor()
    visitor.starts("20.00")
    cancels(desk)
    visitor.pays()
    story.settles()

    assert story.statuses() == ["settled", "settled"]
    assert story.broken_invariants() == []
