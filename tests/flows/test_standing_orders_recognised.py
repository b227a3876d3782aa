"""Standing orders nobody recorded: from a file of another system to My giving, without a word to the supporter."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import select

from donations.core.database import session
from donations.core.money import Money
from donations.giving.by_hand.record_donation import Giver as GiverByHand
from donations.giving.models import Donation
from donations.recurring.states import Interval
from donations.reporting.plans.figures import PlanFigure, Span
from donations.reporting.plans.report import plan_report
from tests.colleague import Colleague, colleague
from tests.flows.desk import Desk
from tests.giver import Giver
from tests.page_text import text_of
from tests.plans import instalments, plans
from tests.standing_orders import comes, guesses, promises, rhythms
from tests.story import Story
from tests.web.staff.forms import fills_in

RunCommand = Callable[..., Result]
HEADINGS = "Numer darowizny;Dzień;Kwota;Waluta;Nazwisko lub nazwa;Adres e-mail;Fundusz;Sposób wpłaty"
KIM = "kim@example.org"
BY_HAND = GiverByHand("Kim Nowak", "pl", KIM)


@pytest.fixture
def clerk(story: Story) -> Colleague:
    return colleague(story.app, "fundraiser", "clerk@example.org")


def brings_in(command: RunCommand, folder: Path, days: list[str]) -> None:
    lines = [
        f"{place};{day};50,00;PLN;Kim Nowak;{KIM};Fundusz statutowy;bank_transfer" for place, day in enumerate(days)
    ]
    path = folder / "old.csv"
    path.write_text("\n".join([HEADINGS, *lines]), "utf-8")
    done = command("import", "gifts", str(path), "--by", "clerk@example.org", "--source", "old")
    assert done.exit_code == 0, done.output


@pytest.mark.both_databases
def test_what_a_file_brought_becomes_a_standing_order(
    story: Story, command: RunCommand, clerk: Colleague, tmp_path: Path
) -> None:
    brings_in(command, tmp_path, ["30.10.2026", "31.07.2026", "31.08.2026", "30.09.2026", "12.08.2026"])
    desk = Desk(story)
    assert guesses(desk) == [("50.00", "monthly", "2026-07-31", 4)]
    page = clerk.signs_in().opens("/staff/plans/perhaps").text
    record = page.split('href="')[1:]
    [record_url] = [link.partition('"')[0] for link in record if "/record" in link]
    answer = fills_in(clerk, record_url, is_anonymous=None)
    words = text_of(clerk.opens(answer.location or "").text)
    assert "PLN 50.00 is expected on 30 November 2026." in words

    days = ["2026-07-31", "2026-08-31", "2026-09-30", "2026-10-31"]
    assert [day for day, *_ in instalments(story)] == days
    assert rhythms(desk) == ["monthly", "once", "monthly", "monthly", "monthly"]
    story.drains_until_nothing_is_owed()
    assert (story.kinds_of_letters(), story.receipts()) == ([], [])
    assert story.broken_invariants() == []

    kim = Giver(story).signs_in()
    assert "30 November 2026" in kim.opens("/my").text
    story.waits(days=21)
    comes(desk, date(2026, 12, 1), giver=BY_HAND)
    assert [day for day, *_ in instalments(story)] == [*days, "2026-11-30"]
    with story.inside():
        report = plan_report(Span(date(2026, 11, 1), date(2026, 12, 31)))
        assert [(line.figure, line.count) for line in report] == [(PlanFigure.NEW, 1)]
    assert story.broken_invariants() == []


@pytest.mark.both_databases
def test_what_a_file_brings_for_a_pledge_ends_nothing_and_tells_nobody(
    story: Story, command: RunCommand, clerk: Colleague, tmp_path: Path
) -> None:
    desk = Desk(story)
    given = {"giver": BY_HAND, "amount": Money(5000, "PLN"), "interval": Interval.MONTHLY}
    promises(desk, date(2026, 9, 10), instalments=3, **given)
    brings_in(command, tmp_path, ["10.11.2026", "12.10.2026", "10.09.2026"])
    story.drains_until_nothing_is_owed()

    assert [day for day, *_ in instalments(story)] == ["2026-09-10", "2026-10-10"]
    assert (plans(story)[0]["status"], story.kinds_of_letters(), guesses(desk)) == ("active", [], [])
    with story.inside():
        donation = session.scalar(select(Donation.reference).where(Donation.frequency == "once"))
    assert "Perhaps an instalment" in clerk.signs_in().opens(f"/staff/donations/{donation}").text
    assert story.broken_invariants() == []
