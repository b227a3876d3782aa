"""A foundation moves house: what one installation exports another imports, and exports again the same."""

import csv
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from io import StringIO
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask_babel import force_locale
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from donations.app import create_app
from donations.core.database import db, session, transaction
from donations.core.money import Money
from donations.core.text_normalisation import one_line, plain_lines
from donations.desk.imports.import_donations import Tally, begin_import, finish_import, import_some
from donations.desk.imports.read_donation import DonationReader, ReadDonation
from donations.desk.imports.tables import Vocabulary, csv_table, xlsx_table
from donations.funds.queries import all_campaigns, all_funds
from donations.giving.by_hand.record_donation import DonationByHand, Giver, record_donations
from donations.giving.desk_models import ManualMethod, MethodElsewhere
from donations.reporting.export.csv_file import csv_chunks
from donations.reporting.export.rows import COLUMNS, Export, Names
from donations.reporting.export.xlsx_file import write_xlsx
from donations.search.read_query import Choices, read_query
from donations.web.filters import in_language
from donations.web.language import LANGUAGES
from donations.web.staff.labels.donations import file_labels, file_words
from tests.application import settings_for
from tests.colleague import colleague

# When it was begun, how it was paid and which receipt it has are facts of the house it left.
FACTS = (
    "reference day status amount currency received refunded left name email address fund campaign method message "
    "anonymous language"
).split()
SIGNS = "'=+-@;,\"\t Żó1\n"
Lines = list[dict[str, Any]]


def line(longest: int) -> st.SearchStrategy[str]:
    return st.text(alphabet=SIGNS, max_size=longest).map(one_line)


ADDRESS = st.fixed_dictionaries({"address_line": line(9), "postcode": line(4), "city": line(9)}).map(
    lambda parts: {**parts, "country": "PL"}
)
DONATIONS = st.lists(
    st.fixed_dictionaries(
        {
            "name": line(12).filter(bool),
            "email": st.sampled_from(["", "jan+give@example.org", "JAN+give@example.org", "ewa@example.org"]),
            "address": st.none() | ADDRESS,
            "message": st.none() | st.text(alphabet=SIGNS, min_size=1).map(plain_lines).filter(bool),
            "is_anonymous": st.booleans(),
            "language": st.sampled_from([*LANGUAGES]),
            "amount": st.builds(Money, st.integers(1, 10**10), st.sampled_from(["PLN", "EUR", "USD"])),
            "method": st.sampled_from([*ManualMethod, *MethodElsewhere]),
            "received_on": st.dates(date(2000, 1, 1), date(2026, 11, 10)),
            "fund": st.integers(0, 1),
            "has_campaign": st.booleans(),
        }
    ),
    min_size=5,
    max_size=15,
)


@pytest.fixture
def house(sqlite_template: Path, tmp_path: Path, clock: object) -> Callable[[], Any]:
    """Opens an empty installation."""
    numbers = count()

    @contextmanager
    def opened() -> Iterator[Flask]:
        folder = tmp_path / f"house{next(numbers)}"
        folder.mkdir()
        shutil.copy(sqlite_template, folder / "donations.sqlite3")
        app = create_app(settings_for(f"sqlite:///{folder / 'donations.sqlite3'}", folder))
        with app.app_context():
            yield app
            session.remove()
            db.engine.dispose()

    return opened


def record(app: Flask, donations: Lines) -> None:
    """At the desk, all of them."""
    by = colleague(app, "fundraiser", "kim@example.org").id
    with transaction():
        funds, campaign = all_funds(), all_campaigns()[0].id
        record_donations([_by_hand(donation, funds[donation["fund"]].id, campaign) for donation in donations], by=by)


def _by_hand(shown: dict[str, Any], fund_id: Any, campaign_id: Any) -> DonationByHand:
    giver = Giver(*(shown[name] for name in ("name", "language", "email", "address", "is_anonymous")))
    message, campaign = shown["message"], campaign_id if shown["has_campaign"] else None
    return DonationByHand(
        giver, shown["amount"], shown["method"], shown["received_on"], fund_id, campaign_id=campaign, message=message
    )


def export(path: Path, language: str) -> Path:
    """Everything, as the desk hands it out."""
    with force_locale(language):
        funds, campaigns = all_funds(), all_campaigns()
        names = Names(
            {fund.id: in_language(fund.name) for fund in funds},
            {campaign.id: in_language(campaign.name) for campaign in campaigns},
            file_words(),
            ZoneInfo("Europe/Warsaw"),
        )
        rows = Export(read_query({}, Choices(funds, campaigns, "Europe/Warsaw")), names, list(COLUMNS))
        if path.suffix == ".xlsx":
            write_xlsx(rows, file_labels(), path)
        else:
            path.write_bytes(b"".join(csv_chunks(rows, file_labels())))
    session.remove()
    return path


def import_(app: Flask, path: Path) -> list[Any]:
    """As the command does."""
    colleague(app, "fundraiser", "ann@example.org")
    vocabularies = []
    for language in LANGUAGES:
        with force_locale(language):
            vocabularies.append(Vocabulary(language, file_labels(), file_words()))
    table = (xlsx_table if path.suffix == ".xlsx" else csv_table)(path, vocabularies)
    reader, judged = DonationReader(vocabularies, "old house"), []
    with transaction():
        run = begin_import(path.name, "old house", "ann@example.org")
    for read in reader.read_some(table):
        shown = [each.said for each in read]
        assert [each for each in shown if not isinstance(each, ReadDonation)] == []
        with transaction():
            judged += import_some(run, [each for each in shown if isinstance(each, ReadDonation)])
    with transaction():
        finish_import(run, Tally())
    return judged


def facts(path: Path, language: str) -> list[list[str]]:
    """What a CSV export says of each donation, cell by cell as it is written."""
    with force_locale(language):
        labels = file_labels()
    rows = csv.DictReader(StringIO(path.read_text("utf-8-sig").split("\r\n\r\n")[0], newline=""))
    return sorted([row[labels[name]] for name in FACTS] for row in rows)


@pytest.mark.parametrize(("kind", "language"), [("csv", "pl"), ("xlsx", "en")])
@settings(derandomize=True, max_examples=2, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(donations=DONATIONS)
def test_what_was_exported_is_imported_and_exported_again_the_same(
    house: Callable[[], Any], tmp_path: Path, kind: str, language: str, donations: Lines
) -> None:
    with house() as old:
        record(old, donations)
        before = facts(export(tmp_path / "before.csv", language), language)
        moved = export(tmp_path / f"moved.{kind}", language)
    with house() as new:
        assert import_(new, moved) == ["recorded"] * len(donations)
        assert facts(export(tmp_path / "after.csv", language), language) == before


def test_an_export_of_this_house_is_here_already(house: Callable[[], Any], tmp_path: Path) -> None:
    donation = {"name": "Jan", "language": "en", "email": "", "address": None, "is_anonymous": False, "message": None,
            "amount": Money(500, "PLN"), "method": ManualMethod.CASH, "received_on": date(2026, 1, 2), "fund": 0,
            "has_campaign": False}  # fmt: skip
    with house() as here:
        record(here, [donation])
        assert import_(here, export(tmp_path / "own.csv", "en")) == ["already here"]
