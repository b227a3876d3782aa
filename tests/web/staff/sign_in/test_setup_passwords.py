from urllib.parse import urlsplit

import pytest

from tests.colleague import PASSWORD, colleague, found

NEW = "seven quiet harbours"


def link_of(letter):
    """The path of the one link to us in a letter's text."""
    text = letter.get_body(("plain",)).get_content()
    return urlsplit(found(r"(http://\S+/staff/welcome/\S+)", text)).path


def asks_for_a_new_one(kim, email=None):
    return kim.sends("/staff/password/reset", {"email": email or kim.email}, page="/staff/password/reset")


def chooses(browser_of, path, password=NEW):
    page = browser_of.opens(path).location
    return browser_of.sends(page, {"password": password, "password_confirm": password}, page=page)


@pytest.fixture(scope="module")
def refused(shared_story):
    """Whose password stays as it is: one for the whole module."""
    return colleague(shared_story.app).signs_in()


def test_a_forgotten_password_is_replaced_by_letter(hires, story):
    kim = hires()
    assert asks_for_a_new_one(kim).status_code == 200
    story.drains()
    (letter,) = story.mailbox.letters
    assert letter["To"].addresses[0].addr_spec == kim.email
    assert chooses(kim, link_of(letter)).location == "/en/staff/sign-in"
    assert kim.tries(PASSWORD).status_code == 200
    assert kim.tries(NEW).status_code == 302


def test_a_reset_link_works_once(hires, story):
    kim = hires()
    asks_for_a_new_one(kim)
    story.drains()
    path = link_of(story.mailbox.letters[0])
    chooses(kim, path)
    assert kim.opens(path).status_code == 404


@pytest.mark.both_databases
def test_the_page_behind_a_reset_link_works_once_too(hires, story):
    kim = hires()
    asks_for_a_new_one(kim)
    story.drains()
    path = link_of(story.mailbox.letters[0])
    page = kim.opens(path).location
    form = {"password": NEW, "password_confirm": NEW, "csrf_token": kim.token(page)}
    assert kim.client.post(page, data=form).location == "/en/staff/sign-in"
    assert kim.client.post(page, data=form).location == "/en/staff/password/reset"


def test_a_reset_link_is_good_for_an_hour(hires, story):
    kim = hires()
    asks_for_a_new_one(kim)
    story.drains()
    story.waits(hours=1, minutes=1)
    assert kim.opens(link_of(story.mailbox.letters[0])).status_code == 404


def test_a_reset_ends_all_sessions_and_tells_the_owner(hires, story):
    kim = hires().signs_in()
    stranger = hires("viewer")
    asks_for_a_new_one(stranger, kim.email)
    story.drains()
    chooses(stranger, link_of(story.mailbox.letters[0]))
    story.drains()
    assert not kim.is_signed_in()
    assert story.kinds_of_letters() == ["staff_reset", "staff_password_changed"]


def test_nobody_is_flooded_with_letters(hires, story):
    kim = hires()
    for _ in range(5):
        asks_for_a_new_one(kim)
    story.drains()
    assert len(story.mailbox.letters) == 3


def test_a_disabled_account_gets_no_letter(hires, story):
    admin, kim = hires("admin").signs_in(), hires("viewer")
    admin.sends(f"/staff/people/{kim.id}/disable", {"reason": "left"}, page=f"/staff/people/{kim.id}")
    asks_for_a_new_one(kim)
    story.drains()
    assert story.mailbox.letters == []


@pytest.mark.parametrize(
    "password",
    [
        "short one 1",
        "password1234",
        "qwertyuiop12",
        "mojehaslo123",
        "admin@example.org",
        "Kim Admin Kim",
        "aaaaaaaaaaaaaaaa",
        "x" * 201,
    ],
)
def test_a_password_that_is_short_or_tried_first_is_refused(refused, password):
    given = {"password": PASSWORD, "new_password": password, "new_password_confirm": password}
    assert refused.sends("/staff/password", given, page="/staff/password").status_code == 200
    refused.client = refused.new_browser()
    assert refused.tries(PASSWORD).status_code == 302


def test_a_bad_new_password_is_no_try_to_guess_the_old_one(hires):
    kim = hires().signs_in()
    given = {"password": PASSWORD, "new_password": "short", "new_password_confirm": "short"}
    answers = [kim.sends("/staff/password", given, page="/staff/password") for _ in range(7)]
    assert {answer.status_code for answer in answers} == {200}


def test_a_very_long_password_is_only_wrong(hires):
    assert hires().tries("x" * 50_000).status_code == 200


def test_an_invitation_opens_an_account_once(hires, story):
    admin = hires("admin").signs_in()
    given = {"email": "Ola@example.org", "name": "Ola Kot", "role": "fundraiser", "language": "pl"}
    assert admin.sends("/staff/people/invite", given, page="/staff/people/invite").status_code == 303
    story.drains()
    path = link_of(story.mailbox.letters[0])
    ola = hires("viewer")
    assert chooses(ola, path).location == "/pl/staff/sign-in"
    assert ola.tries(NEW, "ola@example.org").status_code == 302
    ola.client = ola.new_browser()
    assert ola.opens(path).status_code == 404


def test_an_invitation_is_good_for_a_week_and_sent_again(hires, story):
    admin = hires("admin").signs_in()
    given = {"email": "ola@example.org", "name": "Ola Kot", "role": "viewer", "language": "en"}
    admin.sends("/staff/people/invite", given, page="/staff/people/invite")
    story.drains()
    story.waits(days=8)
    assert admin.new_browser().get(link_of(story.mailbox.letters[0])).status_code == 404
    admin.signs_in()
    person = found(r'href="(/staff/people/[0-9a-f-]{36})"><bdi>Ola Kot', admin.opens("/staff/people").text)
    assert admin.sends(f"{person}/invite-again", page=person).status_code == 303
    story.drains()
    assert admin.new_browser().get(link_of(story.mailbox.letters[1])).status_code == 303
