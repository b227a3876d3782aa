"""All that is kept about a supporter, for them to take along; and the wish to be forgotten."""

import csv
import io
import json
import zipfile

import pytest
from sqlalchemy import insert, select

from donations.core.database import session, transaction
from donations.giving.models import Donation
from donations.recurring.models import RecurringPlan
from donations.reporting.export.csv_file import unguarded
from donations.reporting.supporters import own_data as supporter_data
from donations.supporters.models import SupporterRequest
from tests.giver import Giver, gives
from tests.operations import counted_questions
from tests.story import Story

FORMULA = "=1+1"
_COLUMNS = {column.name for column in Donation.__table__.columns} - {"id", "reference", "ticket"}


def beside_lee(story: Story) -> Giver:
    """Signed in, after a donation of each."""
    kim = gives(story, message=FORMULA)
    gives(story, "lee@example.org", "99.00", name="Lee Secret")
    return kim.signs_in()


@pytest.fixture
def kim(story: Story) -> Giver:
    return beside_lee(story)


@pytest.fixture(scope="module")
def reader(shared_story: Story) -> Giver:
    """Who changes nothing."""
    return beside_lee(shared_story)


def packed(kim):
    return zipfile.ZipFile(io.BytesIO(kim.opens("/my/data.zip").data))


def test_it_holds_every_table_with_them_in_it_and_nobody_else(kim):
    kim.sends("/my/news/yes")
    kim.sends("/my/e-mail", {"email": "kim.new@example.org"})
    tables = json.loads(packed(kim).read("data.json"))["tables"]
    filled = {name for name, rows in tables.items() if rows}
    assert filled >= {"supporter", "donation", "payment", "receipt", "letter", "consent", "email_change"}
    assert filled >= {"supporter_sign_in", "provider_event", "donation_history", "allocation"}
    assert tables["email_change"][0].keys() >= {"confirmed_at", "approved_at", "applied_at", "cancelled_at"}
    text = packed(kim).read("data.json").decode()
    assert "Lee" not in text
    assert "lee@example.org" not in text


def test_secrets_and_staff_are_not_in_it(reader):
    text = packed(reader).read("data.json").decode()
    assert [
        word for word in ("token", "digest", "hash", "ticket", "staff_id", "requested_by") if f'_{word}"' in text
    ] == []
    assert '"ticket"' not in text


def test_amounts_are_written_as_people_read_them(reader):
    [donation] = json.loads(packed(reader).read("data.json"))["tables"]["donation"]
    assert (donation["amount"], donation["currency"]) == ("50.00", "PLN")


def test_no_cell_of_a_table_is_run_as_a_formula(reader):
    text = packed(reader).read("donation.csv").decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(text))
    assert row["message"] != FORMULA
    assert unguarded(row["message"]) == FORMULA


@pytest.mark.both_databases
def test_plans_are_in_it_with_all_that_belongs_to_them(story):
    kim = gives(story, frequency="monthly")
    story.drains_a_while(minutes=5)
    kim.signs_in()
    page = f"/my/plans/{plan_references(kim)[0]}/amount"
    kim.sends(page, {"amount": "70"}, page=page)
    for _ in range(3):
        story.clock.shift(5)
        story.settles()
    lee = gives(story, "lee@example.org", "31.00", frequency="monthly", name="Lee Secret")
    tables = json.loads(packed(kim).read("data.json"))["tables"]
    filled = {name for name, rows in tables.items() if rows}
    assert filled >= {"recurring_plan", "instalment", "plan_history", "plan_change", "plan_card", "supporter_sign_in"}
    assert {row["kind"] for row in tables["letter"]} >= {"thank_you", "plan_changed", "my_sign_in"}
    kinds = {row["type"] for row in tables["provider_event"]}
    assert kinds >= {"customer.subscription.updated", "invoice.paid", "checkout.session.completed"}
    text = packed(kim).read("data.json").decode()
    for theirs in ("Lee", lee.email, *plan_references(lee)):
        assert theirs not in text


def plan_references(kim):
    with kim.story.inside():
        return list(session.scalars(select(RecurringPlan.reference).where(RecurringPlan.donor_email == kim.email)))


@pytest.mark.both_databases
def test_of_thousands_of_donations_nothing_is_left_out(story, monkeypatch):
    kim = gives(story).signs_in()
    with story.inside(), transaction():
        one = session.scalars(select(Donation)).one()
        same = {name: getattr(one, name) for name in _COLUMNS}
        session.execute(insert(Donation), [same | {"reference": f"{number:09}"} for number in range(3000)])
    monkeypatch.setattr(supporter_data, "MOST_AT_ONCE", 500)
    with counted_questions(story) as requested:
        tables = json.loads(packed(kim).read("data.json"))["tables"]
    assert len(tables["donation"]) == 3001
    assert max(question.count("?") for question in requested) <= 500
    assert len(tables["letter"]) == 2
    assert [row["id"] for row in tables["letter"]] == sorted(row["id"] for row in tables["letter"])


def wishes(kim):
    with kim.story.inside():
        rows = session.scalars(select(SupporterRequest))
        return [(row.kind, row.note, row.closed_at) for row in rows]


def test_the_wish_to_be_forgotten_waits_for_a_person_once(kim):
    answer = kim.sends("/my/forget", {"note": "I move abroad.\r\nThank you"})
    assert "We have received your request" in kim.client.get(answer.location).text
    assert "You asked for it on 10 November 2026" in kim.opens("/my/forget").text
    kim.sends("/my/forget", {"note": "again"}, page="/my/details")
    assert wishes(kim) == [("forget", "I move abroad.\nThank you", None)]


@pytest.mark.parametrize("note", ["x" * 1001, "a\x00b"])
def test_a_note_that_cannot_be_kept_is_told(reader, note):
    assert reader.sends("/my/forget", {"note": note}).status_code == 422
    assert wishes(reader) == []
