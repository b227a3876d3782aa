"""Donations no provider took: recorded with their author, counted from the day they came, with the same
receipts.
"""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from donations.core import clock
from donations.core.database import session
from donations.core.errors import Refused
from donations.core.money import Money
from donations.funds.queries import open_funds
from donations.giving.by_hand.record_donation import DonationByHand, Giver, record_donation
from donations.giving.desk_models import ManualMethod, ManualRecord
from donations.giving.models import Donation
from donations.giving.refunds.refund_donation import RefundByHand, record_refund_by_hand
from donations.receipts.models import Receipt
from donations.supporters.models import Supporter
from tests.flows.desk import Desk, zloty
from tests.story import Story

TODAY = date(2026, 11, 10)


@pytest.fixture
def desk(story: Story) -> Desk:
    return Desk(story)


def records(desk: Desk, **given: Any) -> UUID:
    """Record a donation; the donation's id."""
    giver = {"name": "Jan Żak", "language": "pl", **given.pop("giver", {})}
    with desk.at_work():
        donation = {
            "giver": Giver(**giver),
            "amount": zloty(12000),
            "method": ManualMethod.CASH,
            "received_on": TODAY,
            "fund_id": open_funds()[0].id,
            **given,
        }
        return record_donation(DonationByHand(**donation), by=desk.id).id


def words(story: Story) -> dict[str, str]:
    """The facts of the newest receipt."""
    with story.inside():
        receipt = session.scalars(select(Receipt).order_by(Receipt.issued_at.desc())).first()
        assert receipt
        return {row["key"]: row["value"] for row in receipt.snapshot["facts"]} | {"all": str(receipt.snapshot)}


def test_cash_counts_has_its_author_and_a_receipt(story: Story, desk: Desk) -> None:
    donation_id = records(desk, note="at the spring fair")
    story.drains()

    with story.inside():
        record = session.get_one(ManualRecord, donation_id)
        assert (record.recorded_by, record.method, record.note) == (desk.id, "cash", "at the spring fair")
    assert story.statuses() == ["settled"]
    assert [(amount, state) for _, amount, state in story.receipts()] == [(12000, "valid")]
    assert words(story)["method"] == "gotówka"
    assert desk.trail() == ["donation.recorded"]
    assert story.broken_invariants() == []


def test_without_an_address_no_letter_is_sent(story: Story, desk: Desk) -> None:
    records(desk)
    story.drains()
    assert story.mailbox.letters == []


def test_with_an_address_the_letter_brings_the_receipt(story: Story, desk: Desk) -> None:
    records(desk, giver={"email": "jan@example.org"})
    story.drains()
    assert story.kinds_of_letters() == ["thank_you"]
    assert "jan@example.org" in str(story.mailbox.letters[0]["To"])


def test_two_people_without_an_address_are_two_supporters(story: Story, desk: Desk) -> None:
    records(desk)
    records(desk)
    with story.inside():
        assert len(session.scalars(select(Supporter)).all()) == 2


@pytest.mark.both_databases
def test_a_donation_of_the_last_year_is_receipted_in_the_last_year(story: Story, desk: Desk) -> None:
    records(desk, received_on=date(2025, 12, 31), method=ManualMethod.BANK_TRANSFER)
    story.drains()

    [(number, *_)] = story.receipts()
    assert number == "SANDBOX-D/2025/000001"
    assert words(story)["received_on"].split() == ["31", "grudnia", "2025", "r."]
    assert "odliczenia" not in words(story)["all"]  # it came to the account: nothing need be said about that


def test_a_thing_is_not_called_money(story: Story, desk: Desk) -> None:
    records(desk, method=ManualMethod.IN_KIND)
    story.drains()
    assert "darowizny rzeczowej" in words(story)["all"]
    assert "darowizny pieniężnej" not in words(story)["all"]


@pytest.mark.parametrize("day", [TODAY + timedelta(days=1), date(1999, 12, 31)])
def test_the_day_is_not_in_the_future_nor_before_our_time(story: Story, desk: Desk, day: date) -> None:
    with pytest.raises(Refused, match="day it came"):
        records(desk, received_on=day)


def test_a_donation_recorded_in_the_morning_of_its_day_is_not_in_the_future(story: Story, desk: Desk) -> None:
    story.clock.move_to(clock.now().replace(hour=6))
    donation_id = records(desk)
    with story.inside():
        settled_at = session.get_one(Donation, donation_id).settled_at
        assert settled_at is not None
        assert settled_at <= clock.now()


def test_it_is_given_back_by_hand_with_the_day_the_money_left(story: Story, desk: Desk) -> None:
    records(desk, giver={"email": "jan@example.org"}, received_on=TODAY - timedelta(days=3))
    story.drains()
    shown = RefundByHand(zloty(2000), "too much", TODAY - timedelta(days=1))
    with desk.with_donation() as donation:
        refund_id = record_refund_by_hand(donation, shown, by=desk.id).id
    story.drains()

    refund = desk.refund(refund_id)
    assert (refund.status, refund.bank_date, refund.requested_by) == ("succeeded", shown.bank_date, desk.id)
    assert [(amount, state) for _, amount, state in story.receipts()] == [(12000, "void"), (10000, "valid")]
    assert story.kinds_of_letters() == ["thank_you", "receipt_replaced"]
    assert desk.sent_to_provider() == []
    assert desk.trail() == ["donation.recorded", "donation.refund_recorded"]
    assert story.broken_invariants() == []


@pytest.mark.parametrize(
    ("amount", "day", "why"),
    [
        (zloty(12001), TODAY, "Only 120.00"),
        (Money(100, "EUR"), TODAY, "PLN"),
        (zloty(100), TODAY + timedelta(days=1), "check the date"),
        (zloty(100), TODAY - timedelta(days=1), "check the date"),
    ],
)
def test_no_more_than_came_no_other_currency_and_no_impossible_day(
    story: Story, desk: Desk, amount: Money, day: date, why: str
) -> None:
    records(desk)
    with pytest.raises(Refused, match=why), desk.with_donation() as donation:
        record_refund_by_hand(donation, RefundByHand(amount, "too much", day), by=desk.id)


def test_the_provider_is_not_asked_about_it(story: Story, desk: Desk) -> None:
    records(desk)
    with pytest.raises(Refused, match="by hand"):
        desk.asks_back(100)
