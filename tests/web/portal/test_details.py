"""Name, address, language and news: changed at once, and past donations and receipts stay as they were."""

import pytest
from sqlalchemy import select

from donations.core.database import session
from donations.giving.models import Donation
from donations.supporters.models import Consent, Supporter
from tests.giver import Giver, gives
from tests.html_form import read_form
from tests.story import Story

ADDRESS = {"address_line": "ul. Długa 3/4", "postcode": "90-001", "city": "Łódź", "country": "PL"}


@pytest.fixture
def kim(story: Story) -> Giver:
    return gives(story).signs_in()


@pytest.fixture(scope="module")
def refused(shared_story: Story) -> Giver:
    """Whose details stay as they are: one for the whole module."""
    return gives(shared_story).signs_in()


def saves(kim, **given):
    form = read_form(kim.opens("/my/details").text.partition("<section")[0]).values
    return kim.client.post("/en/my/details", data={**form, **given})


def supporter(kim):
    with kim.story.inside():
        found = session.scalars(select(Supporter)).one()
        session.expunge(found)
        return found


def test_what_is_corrected_is_kept_and_shown(kim):
    answer = saves(kim, name="Kim Nowak-Żółć", **ADDRESS)
    page = kim.client.get(answer.location).text
    assert "Your details are saved." in page
    assert 'value="ul. Długa 3/4"' in page
    assert (supporter(kim).name, supporter(kim).address) == ("Kim Nowak-Żółć", ADDRESS)


@pytest.mark.both_databases
def test_past_donations_and_receipts_stay_as_they_were(kim):
    words = kim.story.words_of_valid_receipts()
    saves(kim, name="Somebody Else", **ADDRESS)
    kim.story.drains()
    assert kim.story.words_of_valid_receipts() == words
    with kim.story.inside():
        assert session.execute(select(Donation.donor_name, Donation.donor_address)).all() == [("Kim Nowak", None)]


def test_an_address_taken_away_is_forgotten(kim):
    saves(kim, **ADDRESS)
    saves(kim, address_line="", postcode="", city="")
    assert supporter(kim).address is None


@pytest.mark.both_databases
def test_another_language_is_spoken_from_the_next_page_on(kim):
    answer = saves(kim, language="pl")
    assert answer.location == "/pl/my/details?done=details"
    assert '<html lang="pl"' in kim.client.get("/my").text


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("name", ""),
        ("name", "x"),
        ("name", "K\x00im"),
        ("name", "x" * 121),
        ("country", "ZZ"),
        ("language", "de"),
        ("postcode", "1" * 21),
        ("city", "a\r\nb"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(refused, field, wrong):
    answer = saves(refused, **{field: wrong})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert supporter(refused).name == "Kim Nowak"


def test_a_field_nobody_offered_is_refused(refused):
    for stranger in ({"email": "eve@example.org"}, {"session_version": "9"}, {"id": "1"}):
        assert saves(refused, **stranger).status_code == 400
    assert supporter(refused).email == "kim@example.org"


def consents(kim):
    with kim.story.inside():
        rows = session.scalars(select(Consent).order_by(Consent.given_at, Consent.id))
        return [(row.is_granted, row.wording, row.source.split()[0], row.language) for row in rows]


def test_news_given_and_withdrawn_are_rows_of_their_own_with_the_words_of_the_button(kim):
    page = kim.client.get(kim.sends("/my/news/yes").location).text
    assert "You receive our news." in page
    assert "Stop sending me news by e-mail" in page
    kim.sends("/my/news/no")
    assert consents(kim) == [
        (True, "E-mail me news of the foundation’s work, about once a month", "my", "en"),
        (False, "Stop sending me news by e-mail", "my", "en"),
    ]
    assert kim.story.broken_invariants() == []


@pytest.mark.both_databases
def test_pressed_twice_is_said_once(kim):
    kim.sends("/my/news/no")
    kim.sends("/my/news/yes")
    kim.sends("/my/news/yes")
    assert [row[0] for row in consents(kim)] == [True]


def test_a_consent_of_a_donation_is_withdrawn_here(story):
    kim = gives(story, consent_newsletter="y").signs_in()
    assert "You receive our news." in kim.opens("/my/details").text
    kim.story.waits(minutes=1)
    kim.sends("/my/news/no")
    assert "You do not receive our news." in kim.opens("/my/details").text
    assert [row[0] for row in consents(kim)] == [True, False]
