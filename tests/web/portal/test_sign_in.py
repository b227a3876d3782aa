"""In by a link in a letter: once, for half an hour; and nobody learns whom we know."""

import re
from urllib.parse import urlsplit

import pytest
from flask import Response
from sqlalchemy import func, select

from donations.core.database import session
from donations.core.ids import new_id
from donations.supporters.access_models import SupporterSignIn
from donations.supporters.sign_in import Opened
from donations.web.portal.guard import remember
from tests.colleague import colleague
from tests.giver import Giver, gives, link_in, text_of
from tests.operations import counted_questions
from tests.story import Story


@pytest.fixture
def kim(story: Story) -> Giver:
    return gives(story)


@pytest.fixture(scope="module")
def inside(shared_story: Story) -> Giver:
    """Signed in, and stays so: one for the whole module."""
    return gives(shared_story).signs_in()


def cookies(answer):
    return {line.partition("=")[0]: line for line in answer.headers.getlist("Set-Cookie")}


def test_a_link_in_a_letter_opens_my_giving(kim):
    kim.signs_in()
    assert "Hello, Kim Nowak" in kim.opens().text


def test_looking_at_the_link_uses_nothing_up(kim):
    kim.asks_for_link()
    path = urlsplit(link_in(kim.newest_letter())).path
    for _ in range(3):
        assert kim.story.app.test_client().get(path).status_code == 200
        assert kim.story.app.test_client().head(path).status_code == 200
    assert kim.presses(path).status_code == 303


def test_a_link_works_once(kim):
    kim.asks_for_link()
    link = link_in(kim.newest_letter())
    kim.presses(link)
    stranger = Giver(kim.story)
    assert stranger.presses(link).status_code == 404
    assert "no longer good" in stranger.presses(link).text
    assert not stranger.is_in()


def test_a_link_is_good_for_half_an_hour(kim):
    kim.asks_for_link()
    link = link_in(kim.newest_letter())
    kim.story.waits(minutes=31)
    assert kim.presses(link).status_code == 404


def test_the_half_hour_begins_when_the_letter_leaves(kim):
    kim.story.mailbox.is_closed = True
    kim.asks_for_link()
    kim.story.waits(hours=2)
    kim.story.mailbox.is_closed = False
    kim.story.drains()
    assert kim.presses(link_in(kim.newest_letter())).status_code == 303


def test_a_session_ends_after_twelve_hours(kim):
    kim.signs_in()
    kim.story.waits(hours=12, minutes=1)
    assert not kim.is_in()


def seen(answer, email):
    """What somebody sees who does not know what we know."""
    return answer.status_code, re.sub(r'value="[^"]*"', "", answer.text.replace(email, "")), frozenset(cookies(answer))


def test_known_and_unknown_addresses_are_answered_alike_and_cost_the_same(kim):
    answers, questions = set(), set()
    for email in (kim.email, "nobody@example.org"):
        visitor = Giver(kim.story)
        with kim.story.inside(), counted_questions(kim.story) as requested:
            answers.add(seen(visitor.sends("/my/sign-in", {"email": email}), email))
        questions.add(tuple(requested))
    assert len(answers) == len(questions) == 1


def test_nobody_gets_a_letter_at_an_address_we_do_not_know(kim):
    letters = len(kim.story.mailbox.letters)
    kim.asks_for_link("nobody@example.org")
    assert len(kim.story.mailbox.letters) == letters
    with kim.story.inside():
        assert session.scalars(select(SupporterSignIn.email_key)).all() == [None]


def test_the_letter_speaks_the_supporters_language_whichever_the_page_was(story):
    visitor = story.visitor("pl")
    visitor.starts("50.00")
    visitor.pays()
    story.settles()
    kim = Giver(story)
    kim.asks_for_link()
    assert "/pl/my/sign-in/" in text_of(kim.newest_letter())


def test_of_a_link_only_its_digest_is_stored(kim):
    kim.asks_for_link()
    token = link_in(kim.newest_letter()).rsplit("/", 1)[1]
    with kim.story.inside():
        row = session.scalars(select(SupporterSignIn)).one()
        assert re.fullmatch(r"[0-9a-f]{64}", row.token_hash or "")
        assert token not in str(vars(row))
        assert kim.email not in str(vars(row))


def test_a_letter_that_is_tried_again_brings_another_link(kim):
    kim.story.mailbox.is_closed = True
    kim.asks_for_link()
    with kim.story.inside():
        first = session.scalars(select(SupporterSignIn.token_hash)).one()
    kim.story.mailbox.is_closed = False
    kim.story.drains_a_while(minutes=20)
    with kim.story.inside():
        assert session.scalars(select(SupporterSignIn.token_hash)).one() not in (None, first)
    assert kim.presses(link_in(kim.newest_letter())).status_code == 303


class Strangers:
    """They ask for links to somebody's address, each time from another place."""

    def __init__(self, story):
        self.story, self.requested = story, 0

    def ask(self, email="kim@example.org"):
        self.requested += 1
        place = f"198.51.{self.requested // 200}.{self.requested % 200}"
        return Giver(self.story, address=place).asks_for_link(email)


def letters_to(story, email="kim@example.org"):
    return [each for each in story.mailbox.letters if email in str(each["To"]) and "sign-in/" in text_of(each)]


@pytest.mark.parametrize("who", ["kim@example.org", "nobody@example.org"])
def test_however_often_somebody_asks_for_an_address_the_answer_is_the_same(kim, who):
    strangers = Strangers(kim.story)
    answers = {seen(strangers.ask(who), who) for _ in range(12)}
    assert len(answers) == 1
    assert len(letters_to(kim.story)) == (1 if who == kim.email else 0)


def test_strangers_who_click_do_not_keep_the_owner_out(kim):
    strangers = Strangers(kim.story)
    for _ in range(5):
        strangers.ask()
    assert Giver(kim.story).presses(link_in(letters_to(kim.story)[0])).status_code == 303  # the letter they had sent
    for _ in range(5):
        strangers.ask()
    kim.story.waits(minutes=31)  # too late for that one
    before = len(letters_to(kim.story))
    kim.signs_in()
    assert len(letters_to(kim.story)) == before + 1


def test_a_link_that_was_used_does_not_count(kim):
    for _ in range(8):
        kim.signs_in()


def test_who_lost_the_first_letter_gets_another_a_minute_later(kim):
    kim.asks_for_link()
    kim.asks_for_link()
    assert len(letters_to(kim.story)) == 1
    kim.story.waits(minutes=1)
    kim.asks_for_link()
    assert len(letters_to(kim.story)) == 2


def test_one_place_that_asks_for_many_addresses_waits_and_is_not_told_which_limit_it_was(kim):
    answers = [kim.asks_for_link(f"somebody-{number}@example.org") for number in range(31)]
    assert [answer.status_code for answer in answers] == [200] * 30 + [429]
    assert answers[-1].headers["Retry-After"] == "3600"
    alone = Giver(kim.story, address="203.0.113.9")
    assert [alone.asks_for_link("lee@example.org").status_code for _ in range(31)] == [200] * 30 + [429]


@pytest.mark.both_databases
def test_what_is_no_address_is_told_and_nothing_is_written(kim):
    for email in ("", "kim", "kim@", "k im@example.org", "a" * 300 + "@example.org", "kim@example.org\r\nBcc: x@y.zz"):
        assert kim.sends("/my/sign-in", {"email": email}).status_code == 422
    with kim.story.inside():
        assert session.scalar(select(func.count()).select_from(SupporterSignIn)) == 0


@pytest.mark.parametrize("lookalike", ["\uff4bim@example.org", "kim@\uff45xample.org", "k\u217fm@example.org"])
def test_signs_that_stand_for_others_are_refused_in_words(inside, lookalike):
    answer = Giver(inside.story).sends("/my/sign-in", {"email": lookalike})
    assert (answer.status_code, "check this e-mail address" in answer.text) == (422, True)
    assert inside.story.visitor().starts(email=lookalike).status_code == 422


def test_who_writes_kim_with_a_kelvin_sign_gets_nothing_at_another_mailbox(kim):
    """Forms write it as the K it stands for: then it is Kim's own address, and the letter is Kim's."""
    letters = len(kim.story.mailbox.letters)
    kim.asks_for_link("\N{KELVIN SIGN}im@example.org")
    assert [str(each["To"]) for each in kim.story.mailbox.letters[letters:]] == ["Kim Nowak <kim@example.org>"]


def test_signed_out_even_a_copy_of_the_cookie_opens_nothing(kim):
    kim.signs_in()
    copied = kim.client.get_cookie("my").value
    answer = kim.sends("/my/sign-out")
    assert answer.location == "/en/my?done=signed_out"
    assert "You are signed out." in kim.client.get(answer.location).text
    thief = Giver(kim.story)
    thief.client.set_cookie("my", copied)
    assert not thief.is_in()


def test_signing_out_everywhere_ends_every_session_and_every_link(kim):
    kim.signs_in()
    elsewhere = Giver(kim.story).signs_in()
    elsewhere.asks_for_link()
    link = link_in(kim.newest_letter())
    kim.sends("/my/sign-out/everywhere")
    assert not elsewhere.is_in()
    assert Giver(kim.story).presses(link).status_code == 404


def test_pressed_twice_the_second_press_harms_nothing(kim):
    kim.asks_for_link()
    link = link_in(kim.newest_letter())
    assert kim.presses(link).status_code == 303
    assert kim.presses(link).status_code == 404
    assert kim.is_in()


def test_the_cookie_is_its_own_and_comes_only_with_the_sign_in(kim):
    assert set(cookies(kim.opens())) == {"donations"}  # what protects the form
    kim.asks_for_link()
    entered = cookies(kim.presses(link_in(kim.newest_letter())))
    assert set(entered) == {"my"}
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(entered["my"].split("; "))
    assert "Secure" not in entered["my"]


def test_over_https_the_cookie_is_secure(secure):
    with secure.app.test_request_context(base_url="https://donate.example.org"):
        response = Response()
        remember(response, Opened(new_id(), new_id(), 1))
    assert "Secure" in response.headers["Set-Cookie"]


@pytest.mark.parametrize("cookie", ["", "x", "W10.x", "é", "a" * 3000, "bnVsbA", "[]", "e30.AAAA"])
def test_a_cookie_nobody_signed_opens_nothing(inside, cookie):
    stranger = Giver(inside.story)
    stranger.client.set_cookie("my", cookie)
    assert stranger.opens("/my/details").status_code == 303


def test_the_session_of_staff_opens_nothing_here_and_this_one_nothing_there(kim, app):
    desk = colleague(app, email=kim.email).signs_in()
    assert desk.opens("/my/details").status_code == 303
    kim.signs_in()
    assert kim.opens("/staff").location.startswith("/en/staff/sign-in")


def test_both_in_one_browser_do_not_know_of_each_other(kim, app):
    desk = colleague(app).signs_in()
    kim.client = desk.client
    kim.asks_for_link()
    kim.presses(link_in(kim.newest_letter()))
    assert kim.is_in()
    assert desk.is_signed_in()
    kim.sends("/my/sign-out")
    assert desk.is_signed_in()
    kim.asks_for_link()
    kim.presses(link_in(kim.newest_letter()))
    desk.signs_out()
    assert kim.is_in()


@pytest.mark.parametrize("path", ["/my/sign-in", "/my/sign-out", "/my/details", "/my/forget", "/my/e-mail"])
def test_a_form_sent_from_elsewhere_does_nothing(inside, path):
    assert inside.client.post(f"/en{path}", data={"email": "eve@example.org", "name": "Eve"}).status_code == 400
    assert inside.is_in()


def test_pages_are_kept_nowhere(inside):
    for path in ("/my", "/my/gifts", "/my/details", "/my/data.zip", "/my/summary"):
        assert inside.opens(path).headers["Cache-Control"] == "no-store"
