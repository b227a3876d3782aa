"""A line is a donation, nothing to record, or is refused in words that say what to mend."""

from datetime import date

import pytest

from donations.app import create_app
from donations.core.database import db, session, transaction
from donations.core.errors import Refused
from donations.desk.arranging.funds import add_fund
from donations.desk.imports.read_donation import DonationReader
from donations.desk.imports.tables import Line, Table, columns_of
from donations.organisation.queries import the_organisation
from tests.application import settings_for
from tests.desk.imports.words import BOTH

HEADINGS = (
    "Reference,Day,Amount,Currency,Name,Fund,Way to pay,E-mail,Address,Campaign,Message,Anonymous,Language,State,"
    "Paid back"
).split(",")
GOOD = {"Reference": "A-17", "Day": "2025-03-04", "Amount": "50.00", "Currency": "pln", "Name": "Jan Żak",
        "Fund": "MISSION  fund", "Way to pay": "karta"}  # fmt: skip


@pytest.fixture
def house(sqlite_database, tmp_path, clock):
    app = create_app(settings_for(sqlite_database, tmp_path))
    with app.app_context():
        yield
        session.remove()
        db.engine.dispose()


def said(given, **requested):
    cells = [{**GOOD, **given}.get(heading, "") for heading in HEADINGS]
    return DonationReader(BOTH, "old", **requested).read(
        Table(HEADINGS, columns_of(HEADINGS, BOTH), iter(())), Line(2, cells)
    )


def test_a_line_is_a_donation_with_everything_the_file_says(house):
    more = {"E-mail": "jan+give@example.org", "Address": "ul. Prosta 1, 00-001 Warszawa, PL", "Campaign": "rivers",
            "Message": "-5", "Anonymous": "TAK", "Language": "en", "State": "Otrzymano",
            "Paid back": "0.00"}  # fmt: skip
    donation = said(more).donation
    assert (donation.amount.plain(), donation.method, donation.received_on) == ("50.00", "card", date(2025, 3, 4))
    assert (donation.giver.email, donation.giver.is_anonymous, donation.giver.language) == (
        "jan+give@example.org",
        True,
        "en",
    )
    assert (donation.giver.address or {})["city"] == "Warszawa"
    assert (donation.message, donation.note, donation.has_receipt_elsewhere) == ("-5", "old · A-17", True)
    assert donation.campaign_id is not None


@pytest.mark.parametrize(
    ("reference", "kept"), [("7KQ4-M2XF", "7KQ4-M2XF"), ("7kq4-m2xf", None), ("A-17", None), (4711.0, None)]
)
def test_a_reference_like_ours_is_kept(house, reference, kept):
    assert said({"Reference": reference}).donation.reference == kept


@pytest.mark.parametrize("given", [{"State": "Failed"}, {"State": "started"}, {"Paid back": "50.00"}])
def test_where_no_money_stayed_there_is_nothing_to_record(house, given):
    assert said(given) is None


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"Reference": " "}, "needs a reference"),
        ({"Reference": "x" * 121}, "longer than 120"),
        ({"Currency": "XYZ"}, "‘XYZ’ is not a currency of the foundation: EUR, GBP, PLN, USD"),
        ({"Currency": ""}, "is not a currency"),
        ({"Amount": "0"}, "needs an amount and a name"),
        ({"Name": ""}, "needs an amount and a name"),
        ({"Fund": "Several funds"}, "‘Several funds’ is not the name of one fund"),
        ({"Campaign": "lakes"}, "‘lakes’ is not the name of one campaign"),
        ({"Way to pay": "pigeon"}, "‘pigeon’ is not a way to pay"),
        ({"State": "lost"}, "‘lost’ is not a state"),
        ({"Anonymous": "perhaps"}, "‘perhaps’ is not a yes"),
        ({"Language": "de"}, "‘de’ is not a language"),
        ({"Day": "2026-11-11"}, "today or earlier"),
        ({"Day": "1999-12-31"}, "today or earlier"),
        ({"Paid back": "10"}, "Part of it was refunded"),
        ({"Paid back": "60"}, "More was paid back"),
    ],
)
def test_a_line_that_cannot_be_recorded_says_why(house, given, why):
    with pytest.raises(Refused, match=why):
        said(given)


def test_a_name_that_two_funds_have_is_nobodys(house):
    with transaction():
        add_fund("another", {"pl": "Inny", "en": "Mission Fund"}, by=None)
    with pytest.raises(Refused, match="not the name of one fund"):
        said({})
    assert said({"Fund": "mission"}) is not None


def test_a_receipt_of_ours_may_need_an_address(house):
    with transaction():
        the_organisation().receipt_needs_address = True
    assert said({}) is not None
    with pytest.raises(Refused, match="needs an address"):
        said({}, has_receipts=True)


def test_a_line_of_another_length_than_the_headings_is_refused(house):
    table = Table(HEADINGS, columns_of(HEADINGS, BOTH), iter(()))
    with pytest.raises(Refused, match="There are 2 cells under 15 headings"):
        DonationReader(BOTH, "old").read(table, Line(2, ["A-17", "2025-03-04"]))
