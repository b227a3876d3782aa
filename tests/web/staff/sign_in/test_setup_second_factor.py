import html
import re

import pytest
from passlib.totp import TOTP

from donations.core.database import session
from donations.staff.models import StaffMember
from donations.web.staff.sign_in.setup import access_config
from tests.application import settings_for
from tests.colleague import PASSWORD, found
from tests.web.staff.forms import trail

APP, CODE = "/staff/app", "/staff/sign-in/code"


class Telephone:
    """An authenticator app."""

    def __init__(self, page):
        self.totp = TOTP(key=found(r'<p class="reference">([A-Z0-9-]+)</p>', page))

    def code(self):
        return self.totp.generate().token


def sets_up_app(kim, page=APP):
    shown = kim.sends(APP, {"setup": "authenticator"}, page=page)
    phone = Telephone(shown.text)
    where = html.unescape(found(r'action="([^"]*/(?:app/|sign-in/code)[^"]*)"', shown.text))
    return phone, kim.sends(where, {"code": phone.code()}, page=page)


@pytest.fixture
def kim(hires, clock):
    """Somebody with an app, signed out, half a minute later."""
    kim = hires().signs_in()
    kim.phone, answer = sets_up_app(kim)
    assert answer.location == "/staff/account", answer.text
    kim.signs_out()
    clock.shift(31)
    return kim


def test_with_an_app_the_password_is_followed_by_a_code(kim):
    answer = kim.tries(PASSWORD, next_page="/staff/audit")
    assert answer.location.startswith(CODE)
    assert not kim.is_signed_in()
    where = answer.location
    assert kim.sends(where, {"code": kim.phone.code()}, page=where).location == "/staff/audit"
    assert kim.is_signed_in()


@pytest.mark.both_databases
def test_the_trail_tells_when_an_app_was_set_up_and_not_each_code(app, kim):
    where = kim.tries(PASSWORD).location
    kim.sends(where, {"code": kim.phone.code()}, page=where)
    assert kim.is_signed_in()
    assert trail(app, "staff").count("staff.app_set_up") == 1


def test_without_a_place_to_go_the_code_leads_to_the_first_page(kim):
    where = kim.tries(PASSWORD).location
    assert kim.sends(where, {"code": kim.phone.code()}, page=where).location == "/staff"


def test_a_wrong_code_opens_nothing_and_is_counted(kim):
    where = kim.tries(PASSWORD).location
    answers = [kim.sends(where, {"code": "000000"}, page=where).status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]
    assert not kim.is_signed_in()


def test_a_code_is_taken_once(kim):
    code = kim.phone.code()
    for expected in (True, False):
        where = kim.tries(PASSWORD).location
        kim.sends(where, {"code": code}, page=where)
        assert kim.is_signed_in() is expected
        kim.client = kim.new_browser()


def test_the_apps_key_is_stored_encrypted(app, kim):
    with app.app_context():
        stored = session.get_one(StaffMember, kim.id).tf_totp_secret
    assert kim.phone.totp.base32_key not in str(stored)
    assert "enckey" in str(stored)


def codes_of(page):
    return re.findall(r"<li>([0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4})</li>", page)


def makes_recovery_codes(kim, clock):
    where = kim.tries(PASSWORD).location
    kim.sends(where, {"code": kim.phone.code()}, page=where)
    codes = codes_of(kim.sends("/staff/recovery-codes", {"generate_new_codes": "y"}, page="/staff/recovery-codes").text)
    kim.signs_out()
    clock.shift(31)
    return codes


@pytest.mark.both_databases
def test_a_recovery_code_stands_in_for_the_app_once(kim, clock):
    codes = makes_recovery_codes(kim, clock)
    assert len(codes) == 8
    typed = f" {codes[0].upper()} "
    for expected in (True, False):
        kim.tries(PASSWORD)
        kim.sends("/staff/sign-in/recovery", {"code": typed}, page="/staff/sign-in/recovery")
        assert kim.is_signed_in() is expected
        kim.client = kim.new_browser()


def test_recovery_codes_are_stored_encrypted_and_shown_again_on_request(app, kim, clock):
    codes = makes_recovery_codes(kim, clock)
    with app.app_context():
        stored = session.get_one(StaffMember, kim.id).mf_recovery_codes
    assert not set(codes) & set(stored or ())
    assert len(stored or ()) == 8
    where = kim.tries(PASSWORD).location
    kim.sends(where, {"code": kim.phone.code()}, page=where)
    assert codes_of(kim.opens("/staff/recovery-codes").text) == []
    assert codes_of(kim.opens("/staff/recovery-codes?show_codes=1").text) == codes


def test_where_it_is_not_required_the_app_can_be_removed(kim):
    where = kim.tries(PASSWORD).location
    kim.sends(where, {"code": kim.phone.code()}, page=where)
    assert kim.sends(APP, {"setup": "disable"}, page=APP).location == "/staff/account"
    kim.signs_out()
    kim.tries(PASSWORD)
    assert kim.is_signed_in()


@pytest.mark.parametrize("page", [CODE, "/staff/sign-in/recovery", "/staff/sign-in/choose", "/staff/sign-in/help"])
def test_the_second_step_without_the_first_leads_back_to_it(hires, page):
    assert hires().opens(page).location == "/staff/sign-in"


def test_looking_at_the_second_step_signs_nobody_out(hires):
    kim = hires().signs_in()
    assert kim.opens(CODE).location == "/staff"
    assert kim.is_signed_in()


@pytest.fixture
def required(app):
    """As in live mode."""
    app.config["SECURITY_TWO_FACTOR_REQUIRED"] = app.config["STAFF_SECOND_FACTOR_REQUIRED"] = True


def test_live_mode_requires_a_second_factor(tmp_path):
    live = {
        "mode": "live",
        "stripe_secret_key": "sk_live_x",
        "base_url": "https://donate.example.org",
        "trusted_hosts": ["donate.example.org"],
        "smtp_host": "mail.example.org",
    }
    database = f"sqlite:///{tmp_path / 'donations.sqlite3'}"
    assert access_config(settings_for(database, tmp_path, **live))["SECURITY_TWO_FACTOR_REQUIRED"] is True
    assert access_config(settings_for(database, tmp_path))["SECURITY_TWO_FACTOR_REQUIRED"] is False


def test_where_it_is_required_the_first_sign_in_sets_up_the_app(app, hires, required):
    kim = hires()
    assert kim.tries(PASSWORD).location == APP
    assert not kim.is_signed_in()
    _, answer = sets_up_app(kim)
    assert answer.location == "/staff"
    assert kim.is_signed_in()
    assert trail(app, "staff").count("staff.app_set_up") == 1


def test_where_it_is_required_a_session_without_it_reaches_the_account_page_only(app, hires):
    kim = hires().signs_in()
    app.config["STAFF_SECOND_FACTOR_REQUIRED"] = True
    assert kim.opens("/staff/audit").location == "/staff/account"
    assert "the password alone does not open the desk" in kim.opens("/staff/account").text


def test_where_it_is_required_the_app_cannot_be_removed(app, kim):
    where = kim.tries(PASSWORD).location
    kim.sends(where, {"code": kim.phone.code()}, page=where)
    app.config["SECURITY_TWO_FACTOR_REQUIRED"] = True
    assert kim.sends(APP, {"setup": "disable"}, page=APP).status_code == 200
    with app.app_context():
        assert session.get_one(StaffMember, kim.id).tf_primary_method == "authenticator"
