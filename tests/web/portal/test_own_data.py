"""All that is kept about a supporter, for them to take along; and the wish to be forgotten."""

import csv
import io
import json
import zipfile

import pytest
from sqlalchemy import select

from donations.core.database import session
from donations.reporting.export.guard import unguarded
from donations.supporters.models import SupporterRequest
from tests.giver import Giver, gives
from tests.story import Story

FORMULA = "=1+1"


@pytest.fixture
def kim(story: Story) -> Giver:
    kim = gives(story, message=FORMULA)
    gives(story, "lee@example.org", "99.00", name="Lee Secret")
    return kim.signs_in()


def packed(kim):
    return zipfile.ZipFile(io.BytesIO(kim.opens("/my/data.zip").data))


def test_it_holds_every_table_with_them_in_it_and_nobody_else(kim):
    kim.sends("/my/news/yes")
    kim.sends("/my/e-mail", {"email": "kim.new@example.org"})
    tables = json.loads(packed(kim).read("data.json"))["tables"]
    filled = {name for name, rows in tables.items() if rows}
    assert filled >= {"supporter", "donation", "payment", "receipt", "letter", "consent", "email_change"}
    assert filled >= {"supporter_sign_in", "provider_event", "donation_history", "allocation"}
    text = packed(kim).read("data.json").decode()
    assert "Lee" not in text
    assert "lee@example.org" not in text


def test_secrets_and_staff_are_not_in_it(kim):
    text = packed(kim).read("data.json").decode()
    assert [
        word for word in ("token", "digest", "hash", "ticket", "staff_id", "requested_by") if f'_{word}"' in text
    ] == []
    assert '"ticket"' not in text


def test_amounts_are_written_as_people_read_them(kim):
    [gift] = json.loads(packed(kim).read("data.json"))["tables"]["donation"]
    assert (gift["amount"], gift["currency"]) == ("50.00", "PLN")


def test_no_cell_of_a_table_is_run_as_a_formula(kim):
    text = packed(kim).read("donation.csv").decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(text))
    assert row["message"] != FORMULA
    assert unguarded(row["message"]) == FORMULA


def wishes(kim):
    with kim.story.inside():
        rows = session.scalars(select(SupporterRequest))
        return [(row.kind, row.note, row.closed_at) for row in rows]


def test_the_wish_to_be_forgotten_waits_for_a_person_once(kim):
    answer = kim.sends("/my/forget", {"note": "I move abroad.\r\nThank you"})
    assert "We have your wish" in kim.client.get(answer.location).text
    assert "You asked for it on 10 November 2026" in kim.opens("/my/forget").text
    kim.sends("/my/forget", {"note": "again"}, page="/my/details")
    assert wishes(kim) == [("forget", "I move abroad.\nThank you", None)]


@pytest.mark.parametrize("note", ["x" * 1001, "a\x00b"])
def test_a_note_that_cannot_be_kept_is_told(kim, note):
    assert kim.sends("/my/forget", {"note": note}).status_code == 422
    assert wishes(kim) == []
