"""Donations of another system's book: they count from their day, and no letter and no receipt of ours follows."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import select

from donations.core.database import session
from donations.giving.desk_models import ImportedDonation, ManualRecord
from donations.giving.models import Donation
from donations.giving.refunds.refund_donation import RefundByHand, record_refund_by_hand
from donations.staff.audit_trail import AuditEntry
from tests.colleague import colleague
from tests.flows.desk import Desk, zloty
from tests.story import Story

RunCommand = Callable[..., Result]
LINES = (
    "Numer darowizny;Dzień;Kwota;Waluta;Nazwisko lub nazwa;Adres e-mail;Fundusz;Sposób wpłaty;Wiadomość",
    "7KQ4-M2XF;04.03.2025;50,00;PLN;Świętosława Gęś;swieta@example.org;Fundusz statutowy;BLIK;'=1+1",
    "2025/17;05.03.2025;1 250,50;PLN;Jan Żak;;Fundusz statutowy;Gotówka;",
)


@pytest.fixture
def file(story: Story, tmp_path: Path) -> Path:
    """As a Polish spreadsheet saves it."""
    colleague(story.app, "fundraiser", "kim@example.org")
    path = tmp_path / "old.csv"
    path.write_bytes("\r\n".join(LINES).encode("cp1250"))
    return path


def brings_in(command: RunCommand, file: Path, *more: str) -> None:
    done = command("import", "gifts", str(file), "--by", "kim@example.org", "--source", "old", *more)
    assert done.exit_code == 0, done.output


@pytest.mark.both_databases
def test_old_donations_count_from_their_day_and_nothing_is_sent(story: Story, command: RunCommand, file: Path) -> None:
    brings_in(command, file)
    brings_in(command, file)
    story.drains()

    with story.inside():
        donations = (
            select(Donation, ManualRecord, ImportedDonation)
            .join(ManualRecord, ManualRecord.donation_id == Donation.id)
            .join(ImportedDonation, ImportedDonation.donation_id == Donation.id)
        )
        shown = [
            (
                donation.donor_name,
                donation.amount.minor,
                record.method,
                record.received_on,
                brought.reference,
                donation.message,
            )
            for donation, record, brought in session.execute(donations.order_by(ManualRecord.received_on))
        ]
        assert shown == [
            ("Świętosława Gęś", 5000, "blik", date(2025, 3, 4), "7KQ4-M2XF", "=1+1"),
            ("Jan Żak", 125050, "cash", date(2025, 3, 5), "2025/17", None),
        ]
        acts = select(AuditEntry.action, AuditEntry.staff_id.is_(None)).order_by(AuditEntry.sequence)
        assert [tuple(row) for row in session.execute(acts) if row.action.startswith("gifts.")] == [
            ("gifts.import_begun", True),
            ("gifts.import_finished", True),
        ] * 2
    assert (story.receipts(), story.kinds_of_letters(), story.statuses()) == ([], [], ["settled", "settled"])
    assert story.broken_invariants() == []


def test_money_that_goes_back_later_brings_no_receipt_either(story: Story, command: RunCommand, file: Path) -> None:
    brings_in(command, file)
    desk = Desk(story)
    with desk.with_donation() as donation:
        shown = RefundByHand(zloty(1000), "a mistake", date(2026, 11, 9))
        record_refund_by_hand(donation, shown, by=desk.id)
    story.drains()

    assert (story.receipts(), story.kinds_of_letters()) == ([], [])
    assert story.broken_invariants() == []


def test_receipts_are_issued_when_nobody_else_has(story: Story, command: RunCommand, file: Path) -> None:
    brings_in(command, file, "--receipts")
    story.drains()

    assert sorted(amount for _, amount, _ in story.receipts()) == [5000, 125050]
    assert story.kinds_of_letters() == ["thank_you"]
    assert story.broken_invariants() == []


def test_the_desk_shows_where_a_donation_came_from(story: Story, command: RunCommand, file: Path) -> None:
    brings_in(command, file)
    kim = colleague(story.app, "fundraiser", "ann@example.org").signs_in()
    page = kim.opens("/staff/donations/7KQ4-M2XF").text

    assert "old · 7KQ4-M2XF" in page
    assert "BLIK" in page
