"""The foundation's facts are changed under the eyes of the trail, or not at all."""

from typing import Any

import pytest
from sqlalchemy import func, select

from donations.core.database import session, transaction
from donations.core.errors import Refused
from donations.desk.arranging.organisation import change_organisation, present_facts, publish_wording, set_document
from donations.organisation.edit_organisation import organisation_document
from donations.organisation.models import PrivacyText
from donations.organisation.queries import current_privacy_text, the_organisation
from donations.staff.audit_trail import AuditEntry
from tests.databases import undone
from tests.story import Story

BY_NOBODY = None
WRONG: list[dict[str, Any]] = [{"accent": "red"}, {"registration": {}}, {"currencies": {}}, {"sense": 1}]


@pytest.fixture
def inside_app(app):
    with app.app_context():
        yield


def entries() -> int:
    return session.scalar(select(func.count()).select_from(AuditEntry)) or 0


@pytest.mark.usefixtures("inside_app")
def test_the_names_of_what_changed_are_told() -> None:
    with undone():
        assert change_organisation({"city": "Gdańsk", "country": "PL"}, by=BY_NOBODY) == ["city"]
        assert change_organisation({"city": "Gdańsk"}, by=BY_NOBODY) == []


@pytest.mark.usefixtures("inside_app")
def test_a_change_that_is_refused_leaves_no_entry_and_no_change() -> None:
    before = entries()
    for wrong in WRONG:
        with pytest.raises(Refused), transaction():
            change_organisation({"city": "Gdańsk", **wrong}, by=BY_NOBODY)
    assert (entries(), the_organisation().city) == (before, "Łódź")


@pytest.mark.usefixtures("inside_app")
def test_what_is_there_can_be_written_again() -> None:
    with undone():
        assert change_organisation(present_facts(), by=BY_NOBODY) == []


@pytest.mark.usefixtures("inside_app")
def test_a_wording_that_was_not_seen_is_not_replaced() -> None:
    with undone():
        assert publish_wording(PrivacyText, "en", "One", seen=1, by=BY_NOBODY)
        with pytest.raises(Refused, match="meanwhile"):
            publish_wording(PrivacyText, "en", "Two", seen=1, by=BY_NOBODY)
        assert current_privacy_text("en").text == "One"


@pytest.mark.usefixtures("inside_app")
def test_a_file_set_on_the_command_line_is_in_the_trail_too() -> None:
    with undone():
        before, document = entries(), organisation_document()
        set_document(document, by=BY_NOBODY)
        assert entries() == before
        document["organisation"]["city"] = "Gdańsk"
        document["privacy"] = {**document["privacy"], "en": "Another text."}
        set_document(document, by=BY_NOBODY)
        actions = list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.sequence)))
        assert actions[before:] == ["organisation.changed", "organisation.privacy_text_published"]


def test_a_file_moves_no_donation_to_another_day(story: Story) -> None:
    """Counted by the days of another zone, donations would be missing from lists that begin at the first day known."""
    with story.inside(), transaction():
        document = organisation_document()
        document["organisation"]["zone"] = "Europe/London"
        set_document(document, by=BY_NOBODY)
    story.gives()
    document["organisation"]["zone"] = "Europe/Warsaw"
    with story.inside():
        with pytest.raises(Refused, match="time zone stays"), transaction():
            set_document(document, by=BY_NOBODY)
        assert the_organisation().zone == "Europe/London"
