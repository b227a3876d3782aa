"""Names, address, numbers, receipts and letters: each part a form of its own, each change in the trail."""

import pytest

from donations.core.database import transaction
from donations.organisation.queries import the_organisation
from tests.colleague import colleague
from tests.story import Story
from tests.web.staff.forms import fills_in, form_on, last_change, trail, wrong_fields

NAMES = "/staff/organisation"
DETAILS = "/staff/organisation/details"
RECEIPTS = "/staff/organisation/receipts"


@pytest.fixture
def kim(hires):
    return hires("admin").signs_in()


@pytest.fixture(scope="module")
def asks(quiet):
    """Somebody whose forms are all refused: one for the whole module."""
    return colleague(quiet.app, "admin").signs_in()


def of_organisation(app, name):
    with app.app_context():
        return getattr(the_organisation(), name)


@pytest.mark.both_databases
def test_a_new_name_is_on_the_next_page_a_visitor_opens(app, kim) -> None:
    assert "Open Meadows" in app.test_client().get("/en/give").text
    assert fills_in(kim, NAMES, name_en="Wide Meadows").status_code == 303
    assert "Wide Meadows" in app.test_client().get("/en/give").text
    assert "Open Meadows" not in app.test_client().get("/en/give").text


def test_the_trail_keeps_what_was_and_what_is_and_nothing_else(app, kim) -> None:
    fills_in(kim, NAMES, name_en="Wide Meadows")
    shown = last_change(app, "organisation")
    assert list(shown) == ["name"]
    before, after = shown["name"]
    assert (before["en"], after["en"]) == ("Open Meadows Foundation", "Wide Meadows")
    assert "changed the organisation’s data" in kim.opens("/staff/audit").text


def test_sending_what_is_there_already_changes_nothing(app, kim) -> None:
    for page in (NAMES, DETAILS, RECEIPTS):
        assert fills_in(kim, page).status_code == 303
    assert trail(app, "organisation") == []


def test_a_missing_name_is_told_at_its_field_and_nothing_typed_is_lost(quiet, asks) -> None:
    answer = fills_in(asks, NAMES, name_pl=" ", mission_en="<b>Because</b>")
    assert answer.status_code == 422
    assert wrong_fields(answer.text) == {"name_pl"}
    assert form_on(answer.text)["mission_en"].strip() == "<b>Because</b>"
    assert of_organisation(quiet.app, "name")["pl"] == "Fundacja Otwarte Łąki"


@pytest.mark.both_databases
def test_a_sentence_typed_on_several_lines_is_kept_on_one(app, kim) -> None:
    fills_in(kim, NAMES, mission_en="Reporting\r\n  for everyone.")
    assert of_organisation(app, "mission")["en"] == "Reporting for everyone."


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("krs", "123"),
        ("nip", "7250000017"),
        ("regon", "000000128"),
        ("bank_account", "PL00 1020 0000 0000 0000 0000 1234"),
        ("website", "javascript:alert(1)"),
        ("website", "https://"),
        ("contact_email", "nobody"),
        ("country", "XX"),
        ("default_language", "de"),
        ("zone", "../../etc/passwd"),
        ("zone", "Mars/Olympus"),
        ("postcode", "x" * 21),
        ("legal_name", ""),
        ("city", "a\x00b"),
    ],
)
def test_what_cannot_be_is_told_at_its_field(quiet, asks, field, typed) -> None:
    with quiet.untouched():
        answer = fills_in(asks, DETAILS, **{field: typed})
    assert answer.status_code == 422
    assert wrong_fields(answer.text) == {field}


@pytest.mark.both_databases
def test_numbers_and_account_are_kept_without_gaps_and_shown_with_them(app, kim) -> None:
    fills_in(kim, DETAILS, nip="725-000-00-16", bank_account="PL61 1090 1014 0000 0712 1981 2874")
    assert of_organisation(app, "registration") == {"krs": "0000123456", "nip": "7250000016", "regon": "000000129"}
    assert of_organisation(app, "bank_account") == "PL61109010140000071219812874"
    assert form_on(kim.opens(DETAILS).text)["bank_account"] == "PL61 1090 1014 0000 0712 1981 2874"


def test_numbers_of_registers_the_form_does_not_name_stay(app, kim) -> None:
    with app.app_context(), transaction():
        the_organisation().registration = {**the_organisation().registration, "ein": "12-3456789"}
    fills_in(kim, DETAILS, city="Gdańsk")
    assert of_organisation(app, "registration")["ein"] == "12-3456789"


@pytest.mark.both_databases
def test_a_number_that_receipts_must_name_cannot_be_taken_away(app, kim) -> None:
    answer = fills_in(kim, DETAILS, krs="")
    assert answer.status_code == 422
    assert "must name the foundation’s KRS" in answer.text
    fills_in(kim, RECEIPTS, receipt_pack="generic")
    assert fills_in(kim, DETAILS, krs="").status_code == 303
    assert fills_in(kim, RECEIPTS, receipt_pack="polish").status_code == 422


def test_the_zone_can_be_changed_until_there_are_donations(story: Story, kim) -> None:
    assert fills_in(kim, DETAILS, zone="Europe/London").status_code == 303
    story.gives()
    assert 'name="zone"' not in kim.opens(DETAILS).text
    assert fills_in(kim, DETAILS, zone="Europe/Warsaw").status_code == 400
    assert of_organisation(story.app, "zone") == "Europe/London"


@pytest.mark.both_databases
def test_another_series_begins_at_one_and_the_page_says_how_far_this_one_is(story: Story, kim) -> None:
    assert "SANDBOX-D/2026/000001" in kim.opens(RECEIPTS).text
    story.gives()
    assert "The last number in 2026 is SANDBOX-D/2026/000001." in kim.opens(RECEIPTS).text
    assert fills_in(kim, RECEIPTS, receipt_series="kwit").status_code == 303
    story.gives("30.00", email="ola@example.org")
    assert [number for number, *_ in story.receipts()] == ["SANDBOX-D/2026/000001", "SANDBOX-KWIT/2026/000001"]


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("receipt_series", "D/1"),
        ("receipt_series", "ŁĄKI"),
        ("receipt_pack", "german"),
        ("sender_email", "x"),
        ("sender_name", "a\nb"),
    ],
)
def test_an_odd_series_kind_or_sender_is_told_at_its_field(asks, field, typed) -> None:
    answer = fills_in(asks, RECEIPTS, **{field: typed})
    assert (answer.status_code, wrong_fields(answer.text)) == (422, {field})


def test_asking_for_addresses_shows_in_the_form(app, kim) -> None:
    fills_in(kim, RECEIPTS, receipt_needs_address="y")
    assert 'name="address_line"' in app.test_client().get("/en/give").text
    fills_in(kim, RECEIPTS, receipt_needs_address=None)
    assert 'name="address_line"' not in app.test_client().get("/en/give").text


def test_a_stranger_among_the_fields_is_refused(asks) -> None:
    assert fills_in(asks, NAMES, id="2").status_code == 400


@pytest.mark.both_databases
def test_a_legal_notice_stands_beneath_every_page_and_nowhere_when_empty(app, kim) -> None:
    words = "Supervised by <the> minister."
    assert fills_in(kim, DETAILS, legal_notice_pl="Nadzór:\r\nminister.", legal_notice_en=words).status_code == 303
    assert of_organisation(app, "legal_notice") == {"pl": "Nadzór: minister.", "en": words}
    foot = app.test_client().get("/en/give").text.partition("<footer")[2]
    assert "<p>Supervised by &lt;the&gt; minister.</p>" in foot
    assert "Legal notice" in kim.opens("/staff/audit").text
    fills_in(kim, DETAILS, legal_notice_pl="", legal_notice_en="")
    assert of_organisation(app, "legal_notice") is None
    assert app.test_client().get("/en/give").text.partition("<footer")[2].count("<p>") == 1


def test_staff_read_what_the_kind_of_receipts_in_force_prints(app, kim) -> None:
    page = kim.opens(RECEIPTS).text.replace("\u00a0", " ")
    assert "Fundacja Otwarte Łąki confirms that it has received this gift of money for its statutory aims" in page
    assert "a bank transfer to PL56 1020 0000 0000 0000 0000 1234 is the way" in page
    assert '<article class="prose" lang="pl">' in page
    fills_in(kim, DETAILS, bank_account="")
    assert "a bank transfer to" not in kim.opens(RECEIPTS).text
