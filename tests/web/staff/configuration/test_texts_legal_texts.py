"""The privacy text and the terms of giving: a new wording is a new version, seen before it is published."""

import pytest
from sqlalchemy import delete

from donations.core.database import session, transaction
from donations.organisation.models import PrivacyText, TermsText
from donations.organisation.queries import current_privacy_text, newest_text, text_versions
from tests.colleague import colleague
from tests.web.staff.forms import fills_in, form_on, last_change, trail, wrong_fields

LIST = "/staff/organisation/texts/privacy"
TERMS = "/staff/organisation/texts/terms"
ENGLISH = f"{LIST}/en"
WORDS = "# Who\nWe are <b>new</b>.\n\nSecond paragraph."


@pytest.fixture
def kim(hires):
    return hires("admin").signs_in()


@pytest.fixture(scope="module")
def asks(quiet):
    """Somebody whose forms are all refused: one for the whole module."""
    return colleague(quiet.app, "admin").signs_in()


def in_force(app, language="en"):
    with app.app_context():
        text = current_privacy_text(language)
        return text.version, text.text


def test_what_is_published_is_in_force_and_the_old_one_stays(app, kim) -> None:
    _, old = in_force(app)
    assert fills_in(kim, ENGLISH, text=WORDS, action="publish").status_code == 303
    assert in_force(app) == (2, WORDS)
    assert in_force(app, "pl")[0] == 1
    assert "We are &lt;b&gt;new&lt;/b&gt;." in app.test_client().get("/en/privacy").text
    with app.app_context():
        assert {(each.language, each.version) for each in text_versions(PrivacyText)} == {
            ("en", 1),
            ("en", 2),
            ("pl", 1),
        }
    assert old.splitlines()[1][:40] in kim.opens(f"{ENGLISH}/1").text
    assert last_change(app, "organisation") == {"language": ("en", "en"), "version": (1, 2)}


def test_a_preview_shows_it_as_visitors_will_see_it_and_publishes_nothing(quiet, asks) -> None:
    with quiet.untouched():
        answer = fills_in(asks, ENGLISH, text=WORDS, action="preview")
    assert answer.status_code == 200
    assert "<h3>Who</h3>" in answer.text
    assert "<p>We are &lt;b&gt;new&lt;/b&gt;.</p>" in answer.text
    assert form_on(answer.text)["text"].strip() == WORDS


def test_the_same_words_again_are_no_new_version(app, kim) -> None:
    fills_in(kim, ENGLISH, action="publish")
    assert in_force(app)[0] == 1
    assert trail(app, "organisation") == []


def test_nobody_overwrites_a_wording_they_have_not_seen(app, kim, hires) -> None:
    page = form_on(kim.opens(ENGLISH).text)
    ola = hires("admin", "ola@example.org").signs_in()
    fills_in(ola, ENGLISH, text="Ola's words", action="publish")
    answer = kim.client.post(ENGLISH, data={**page, "text": "Kim's words"})
    assert answer.status_code == 422
    assert "Somebody has published another wording meanwhile" in answer.text
    assert form_on(answer.text)["text"].strip() == "Kim's words"
    assert in_force(app) == (2, "Ola's words")


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 30_001, "a\x00b"])
@pytest.mark.parametrize("action", ["publish", "preview"])
def test_an_unusable_text_is_told_at_its_field(quiet, asks, text, action) -> None:
    with quiet.untouched():
        answer = fills_in(asks, ENGLISH, text=text, action=action)
    assert (answer.status_code, wrong_fields(answer.text)) == (422, {"text"})


def test_a_long_text_fits_whatever_its_letters(app, kim) -> None:
    assert fills_in(kim, f"{LIST}/pl", text="Łąka! " * 5000, action="publish").status_code == 303
    assert in_force(app, "pl")[0] == 2


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 30, "\u0661"])
def test_a_form_changed_on_its_way_publishes_nothing(quiet, asks, seen) -> None:
    with quiet.untouched():
        assert fills_in(asks, ENGLISH, text=WORDS, seen=seen, action="publish").status_code == 422


def test_both_versions_are_listed_with_their_days(kim) -> None:
    fills_in(kim, ENGLISH, text=WORDS, action="publish")
    page = kim.opens(LIST).text
    assert page.count("Version 2") == 1
    assert page.count("Version 1") == 2
    assert 'title="2026-11-10 11:' in page


@pytest.mark.parametrize("path", ["/de", "/en/3", "/en/0", "/de/1", "/en/99999999999999999999", "/en/x"])
def test_what_is_not_there_is_not_found(asks, path) -> None:
    assert asks.opens(LIST + path).status_code == 404


def test_terms_are_published_and_found_beside_the_button(app, kim) -> None:
    assert fills_in(kim, f"{TERMS}/en", text=WORDS, action="publish").status_code == 303
    with app.app_context():
        assert [(each.language, each.version) for each in text_versions(TermsText)] == [("en", 2), ("en", 1), ("pl", 1)]
        assert current_privacy_text("en").version == 1
    assert last_change(app, "organisation") == {"language": ("en", "en"), "version": (1, 2)}
    assert "published terms of giving" in kim.opens("/staff/audit").text
    assert "We are &lt;b&gt;new&lt;/b&gt;." in app.test_client().get("/en/terms").text
    form = app.test_client().get("/en/give").text
    assert 'name="terms" type="hidden" value="2"' in form


def test_where_there_are_no_terms_the_first_can_be_written(app, kim) -> None:
    with app.app_context(), transaction():
        session.execute(delete(TermsText).where(TermsText.language == "en"))
    page = kim.opens(TERMS).text
    assert "Nothing is published in this language" in page
    assert form_on(kim.opens(f"{TERMS}/en").text)["text"].strip() == ""
    assert fills_in(kim, f"{TERMS}/en", text="One.", action="publish").status_code == 303
    with app.app_context():
        newest = newest_text(TermsText, "en")
        assert newest
        assert (newest.version, newest.text) == (1, "One.")


def test_a_kind_of_text_that_there_is_not_is_not_found(asks) -> None:
    paths = ("nothing", "nothing/en", "nothing/en/1", "privacy/en/1x", "terms/de")
    assert {asks.opens(f"/staff/organisation/texts/{path}").status_code for path in paths} == {404}
