import re
from contextlib import ExitStack

import pytest
from flask import Flask
from passlib.context import CryptContext
from sqlalchemy import text

from donations.core.database import session, transaction
from donations.staff.sign_in_attempts import Attempt, SignInAttempt
from donations.web.staff.sign_in.throttle import AT_ONCE, few_at_once, refuse_too_many
from tests.colleague import PASSWORD, SIGN_IN

WRONG = "not the right one"


def refused(answer):
    return answer.status_code == 429


def test_after_five_wrong_passwords_an_address_waits_even_with_the_right_one(hires, clock):
    kim = hires()
    assert [kim.tries(WRONG).status_code for _ in range(5)] == [200] * 5
    answer = kim.tries(PASSWORD)
    assert refused(answer)
    assert answer.headers["Retry-After"] == "900"
    clock.shift(60 * 16)
    assert kim.tries(PASSWORD).status_code == 302


@pytest.mark.both_databases
def test_the_owner_elsewhere_is_not_locked_out_by_a_strangers_five(hires):
    kim = hires()
    stranger = hires("viewer")
    stranger.address = "198.51.100.66"
    stranger.client = stranger.new_browser()
    for _ in range(6):
        stranger.tries(WRONG, kim.email)
    assert kim.tries(PASSWORD).status_code == 302


def guesses_from_many_addresses(kim, count):
    for number in range(count):
        kim.address = f"203.0.113.{number // 4}"
        kim.client = kim.new_browser()
        yield kim.tries(WRONG)


def test_guesses_at_one_account_from_everywhere_are_stopped(hires):
    kim = hires()
    answers = [refused(answer) for answer in guesses_from_many_addresses(kim, 31)]
    assert answers == [False] * 30 + [True]


def test_but_the_owner_gets_in_from_where_they_were_before(hires):
    kim = hires().signs_in()
    home = kim.address
    list(guesses_from_many_addresses(kim, 31))
    kim.address = home
    kim.client = kim.new_browser()
    assert kim.tries(PASSWORD).status_code == 302


def test_an_address_that_tries_many_accounts_waits(hires):
    kim = hires()
    answers = [kim.tries(WRONG, f"somebody{number}@example.org") for number in range(26)]
    assert [refused(answer) for answer in answers] == [False] * 25 + [True]


def test_tries_at_one_account_and_those_from_one_address_are_counted_one_by_one(app: Flask):
    with app.app_context(), transaction():
        if session.get_bind().dialect.name == "sqlite":
            return  # one writer at a time anyway
        refuse_too_many(Attempt("kim@example.org", "192.0.2.7"))
        held = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
        assert session.scalar(held) == 2


def test_a_flood_of_tries_leaves_room_for_those_who_give(app: Flask, hires):
    kim = hires()
    with app.test_request_context(SIGN_IN, method="POST"), ExitStack() as flood:
        for _ in range(AT_ONCE):
            flood.enter_context(few_at_once())
        answer = kim.tries(PASSWORD)
        assert (answer.status_code, answer.headers["Retry-After"]) == (429, "1")
        assert kim.client.get("/en/give").status_code == 200
    assert kim.tries(PASSWORD).status_code == 302


def test_an_ipv6_network_counts_as_one_address(hires):
    kim = hires()
    for number in range(5):
        kim.address = f"2001:db8:1:2::{number}"
        kim.client = kim.new_browser()
        kim.tries(WRONG)
    kim.address = "2001:db8:1:2:ffff::1"
    kim.client = kim.new_browser()
    assert refused(kim.tries(PASSWORD))


def test_a_wrong_password_when_confirming_counts_too(hires, clock):
    kim = hires().signs_in()
    for _ in range(5):
        assert kim.sends("/staff/confirm", {"password": WRONG}, page="/staff/confirm").status_code == 200
    assert refused(kim.sends("/staff/confirm", {"password": PASSWORD}, page="/staff/confirm"))


@pytest.fixture
def asked_of_argon(monkeypatch):
    requested = []
    for name in ("hash", "verify"):
        really = getattr(CryptContext, name)

        def counted(self, *given, _name=name, _really=really, **named):
            if self.default_scheme() == "argon2":
                requested.append(_name)
            return _really(self, *given, **named)

        monkeypatch.setattr(CryptContext, name, counted)
    return requested


def seen(page, email):
    """What a stranger sees, without the token and what they typed themselves."""
    return re.sub(r'value="[^"]*"', "", page.text.replace(email, ""))


def test_known_unknown_invited_and_disabled_accounts_look_and_take_the_same(app, hires, asked_of_argon):
    known, disabled = hires("viewer"), hires("fundraiser")
    admin = hires("admin").signs_in()
    admin.sends(f"/staff/people/{disabled.id}/disable", {"reason": "left"}, page=f"/staff/people/{disabled.id}")
    invitation = {"email": "invited@example.org", "name": "Ola", "role": "viewer", "language": "en"}
    admin.sends("/staff/people/invite", invitation, page="/staff/people/invite")
    answers = set()
    for email in (known.email, "nobody@example.org", "invited@example.org", disabled.email):
        asked_of_argon.clear()
        known.client = known.new_browser()
        answer = known.tries(WRONG, email)
        answers.add((answer.status_code, seen(answer, email), len(asked_of_argon)))
    assert len(answers) == 1


def test_asking_for_a_new_password_looks_and_takes_the_same(hires, asked_of_argon):
    known, answers = hires("viewer"), set()
    for email in (known.email, "nobody@example.org"):
        asked_of_argon.clear()
        known.client = known.new_browser()
        answer = known.sends("/staff/password/reset", {"email": email}, page="/staff/password/reset")
        answers.add((answer.status_code, seen(answer, email), len(asked_of_argon)))
    assert len(answers) == 1


@pytest.mark.both_databases
def test_what_is_kept_of_a_try_names_nobody(app, hires):
    kim = hires()
    kim.tries(WRONG)
    with app.app_context():
        row = session.query(SignInAttempt).one()
        assert kim.email not in f"{row.account}{row.address}"
        assert kim.address not in f"{row.account}{row.address}"


@pytest.mark.both_databases
def test_tries_are_forgotten_after_a_month(app, hires, clock):
    kim = hires()
    kim.tries(WRONG)
    clock.shift(60 * 60 * 24 * 31)
    kim.client = kim.new_browser()
    kim.tries(WRONG)
    with app.app_context():
        assert session.query(SignInAttempt).count() == 1


def test_the_sign_in_page_takes_forms_only(hires):
    kim = hires()
    answer = kim.client.post(
        SIGN_IN, json={"email": kim.email, "password": PASSWORD}, headers={"X-CSRFToken": kim.token(SIGN_IN)}
    )
    assert answer.status_code == 415
