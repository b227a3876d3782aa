"""Which year and series a receipt belongs to, and what happens while it cannot be issued."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from donations.core.database import session, transaction
from donations.core.drain import retry_parked
from donations.core.installation import installation
from donations.core.outbox import Owed
from donations.organisation.queries import the_organisation
from donations.payments.models import ProviderEvent
from donations.receipts.models import Receipt
from tests.story import Story

pytestmark = pytest.mark.both_databases

# In winter Warsaw is an hour ahead of UTC.
HALF_PAST_ELEVEN = datetime(2026, 12, 31, 22, 30, tzinfo=UTC)
HALF_PAST_MIDNIGHT = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)


def numbers(story: Story) -> list[str]:
    return [number for number, *_ in story.receipts()]


def test_a_donation_at_half_past_eleven_on_new_years_eve_belongs_to_the_old_year(story: Story) -> None:
    story.clock.move_to(HALF_PAST_ELEVEN)
    visitor = story.visitor()
    visitor.starts("50.00")
    visitor.pays()
    story.waits(hours=2)
    story.settles()

    assert numbers(story) == ["SANDBOX-D/2026/000001"]
    with story.inside():
        receipt = session.scalars(select(Receipt)).one()
        assert receipt.issued_on.isoformat() == "2027-01-01"
        facts = {row["key"]: row["value"] for row in receipt.snapshot["facts"]}
        assert facts["received_on"] == "31\N{NO-BREAK SPACE}December\N{NO-BREAK SPACE}2026"
    assert story.broken_invariants() == []


def test_a_donation_half_an_hour_after_midnight_in_warsaw_belongs_to_the_new_year(story: Story) -> None:
    story.clock.move_to(HALF_PAST_MIDNIGHT)
    story.gives("50.00")

    assert numbers(story) == ["SANDBOX-D/2027/000001"]
    assert story.broken_invariants() == []


def test_each_year_counts_from_one_also_when_it_is_not_told_in_order(story: Story) -> None:
    story.gives("50.00")
    story.clock.move_to(HALF_PAST_ELEVEN)
    late = story.visitor()
    late.starts("60.00")
    late.pays()
    story.waits(hours=2)
    story.gives("70.00", email="early@example.org")

    assert sorted(numbers(story)) == ["SANDBOX-D/2026/000001", "SANDBOX-D/2026/000002", "SANDBOX-D/2027/000001"]
    assert story.broken_invariants() == []


def test_a_replacement_stays_in_the_year_the_money_was_received(story: Story) -> None:
    visitor = story.gives("50.00")
    story.clock.move_to(datetime(2027, 3, 1, tzinfo=UTC))
    story.sandbox.refund(visitor.payment_id, 2000)
    story.settles()

    assert numbers(story) == ["SANDBOX-D/2026/000001", "SANDBOX-D/2026/000002"]
    assert story.broken_invariants() == []


@pytest.mark.parametrize(("mode", "number"), [("sandbox", "SANDBOX-D/"), ("test", "TEST-D/"), ("live", "D/")])
def test_each_mode_counts_in_a_series_of_its_own(story: Story, mode: str, number: str) -> None:
    visitor = story.visitor()
    visitor.starts("50.00")
    visitor.pays()
    story.delivers()
    with story.inside(), transaction():
        installation().mode = mode
        session.execute(update(ProviderEvent).values(is_livemode=mode == "live"))
    story.drains()

    assert numbers(story) == [f"{number}2026/000001"]
    with story.inside():
        watermark = session.scalars(select(Receipt)).one().snapshot["watermark"]
        assert (watermark is None) == (mode == "live")
    assert story.broken_invariants() == []


def test_a_receipt_that_lacks_a_field_waits_says_which_and_is_issued_once_it_is_mended(story: Story) -> None:
    with story.inside(), transaction():
        the_organisation().registration = {"nip": "7250000016", "regon": "000000129"}
    visitor = story.gives("50.00")
    received = visitor.sees()
    story.drains_until_nothing_is_owed()
    with story.inside():
        parked = session.scalars(select(Owed)).one()
        assert "organisation.registration.krs" in (parked.last_error or "")
        assert parked.parked_at
    assert [line for line in story.broken_invariants() if "No owed work needs attention" in line]

    with story.inside(), transaction():
        the_organisation().registration = {"krs": "0000123456", "nip": "7250000016", "regon": "000000129"}
        retry_parked(session.scalars(select(Owed.id)).one())
    story.drains()

    assert received == "received"
    assert numbers(story) == ["SANDBOX-D/2026/000001"]
    assert story.kinds_of_letters() == ["thank_you"]
    assert story.broken_invariants() == []


def test_a_number_that_could_not_be_used_goes_to_the_next_receipt(story: Story) -> None:
    with story.inside(), transaction():
        the_organisation().receipt_needs_address = True
    story.gives("50.00", address_line="ul. Polna 1", postcode="90-001", city="Łódź", country="PL")
    with story.inside(), transaction():
        the_organisation().receipt_needs_address = False
    lacking = story.visitor()
    lacking.starts("60.00", email="second@example.org")
    with story.inside(), transaction():
        the_organisation().receipt_needs_address = True
    lacking.pays()
    story.settles()
    story.gives(
        "70.00", email="third@example.org", address_line="ul. Leśna 2", postcode="90-002", city="Łódź", country="PL"
    )

    assert [(number[-1], amount) for number, amount, _ in story.receipts()] == [("1", 5000), ("2", 7000)]
    assert "Leśna" in story.words_of_valid_receipts()
