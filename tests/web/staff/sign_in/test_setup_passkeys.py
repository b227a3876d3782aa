import html
import json
import re

import pytest

from donations.core.database import session
from donations.staff.models import WebAuthn
from tests.authenticator import USER_PRESENT, Authenticator
from tests.colleague import PASSWORD

PASSKEYS, SIGN_IN, CONFIRM = "/staff/passkeys", "/staff/sign-in/passkey", "/staff/confirm/passkey"


def ceremony(page):
    """What the script finds on the page: the options, and where the answer goes."""
    form = re.search(
        r'<form class="page"\s+method="post"\s+action="([^"]+)"\s+data-passkey="\w+"\s+data-options="([^"]+)"', page
    )
    assert form, page
    return html.unescape(form[1]), json.loads(html.unescape(form[2]))


def adds_passkey(kim, device, name="My laptop"):
    page = kim.sends(PASSKEYS, {"name": name}, page=PASSKEYS)
    action, options = ceremony(page.text)
    return kim.sends(action, {"credential": device.creates(options)}, page=PASSKEYS)


def uses_passkey(kim, device, where, page="/staff/sign-in"):
    action, options = ceremony(kim.sends(where, page=page).text)
    return kim.sends(action, {"credential": device.asserts(options)}, page=page)


def with_passkey(kim):
    device = Authenticator()
    answer = adds_passkey(kim.signs_in(), device)
    assert answer.location == "/staff/account", answer.text
    return device


@pytest.mark.both_databases
def test_a_passkey_is_added_and_shown(app, hires):
    kim = hires()
    with_passkey(kim)
    assert "My laptop" in kim.opens("/staff/account").text
    assert kim.opens(PASSKEYS).status_code == 200
    with app.app_context():
        key = session.query(WebAuthn).one()
        assert (key.staff_id, key.usage, key.extensions) == (kim.id, "first", "")


def test_a_passkey_opens_the_door_alone(hires):
    kim = hires()
    device = with_passkey(kim)
    kim.signs_out()
    assert uses_passkey(kim, device, f"{SIGN_IN}?next=/staff/audit").location == "/staff/audit"
    assert kim.is_signed_in()


def test_who_has_a_passkey_only_is_not_let_in_by_password(hires):
    kim = hires()
    with_passkey(kim)
    kim.signs_out()
    kim.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    answer = kim.tries(PASSWORD)
    assert answer.status_code == 200
    assert "This account is entered with its passkey" in answer.text
    assert not kim.is_signed_in()


def test_a_device_that_did_not_recognise_its_owner_opens_nothing(hires):
    kim = hires()
    device = with_passkey(kim)
    kim.signs_out()
    device.flags = USER_PRESENT
    assert uses_passkey(kim, device, SIGN_IN).location == "/staff/sign-in/passkey"
    assert not kim.is_signed_in()


def test_a_passkey_of_another_site_opens_nothing(hires):
    kim = hires()
    device = with_passkey(kim)
    kim.signs_out()
    device.origin = "https://evil.test"
    uses_passkey(kim, device, SIGN_IN)
    assert not kim.is_signed_in()


def test_an_unknown_passkey_opens_nothing(hires):
    kim = hires()
    uses_passkey(kim, Authenticator(owner=b"nobody"), SIGN_IN)
    assert not kim.is_signed_in()


def test_a_disabled_accounts_passkey_opens_nothing(hires):
    admin, kim = hires("admin").signs_in(), hires("viewer")
    device = with_passkey(kim)
    admin.sends(f"/staff/people/{kim.id}/disable", {"reason": "left"}, page=f"/staff/people/{kim.id}")
    answer = uses_passkey(kim, device, SIGN_IN)
    assert answer.location == "/staff/sign-in/passkey"
    assert not kim.is_signed_in()


@pytest.mark.both_databases
def test_a_passkey_confirms_that_it_is_you(hires, clock):
    kim = hires()
    device = with_passkey(kim)
    clock.shift(60 * 20)
    assert kim.opens("/staff/people/invite").location == "/staff/confirm?next=/staff/people/invite"
    answer = uses_passkey(kim, device, f"{CONFIRM}?next=/staff/people/invite", page="/staff/confirm")
    assert answer.location == "/staff/people/invite"
    assert kim.opens("/staff/people/invite").status_code == 200


def test_somebody_elses_passkey_confirms_nothing(hires, clock):
    kim, other = hires("admin"), hires("viewer")
    device = with_passkey(other)
    kim.signs_in()
    clock.shift(60 * 20)
    uses_passkey(kim, device, CONFIRM, page="/staff/confirm")
    assert kim.opens("/staff/people/invite").status_code == 303


@pytest.mark.both_databases
def test_a_passkey_is_removed(hires):
    kim = hires()
    with_passkey(kim)
    assert kim.sends(f"{PASSKEYS}/remove", {"name": "My laptop"}, page=PASSKEYS).status_code == 302
    kim.signs_out()
    assert kim.tries(PASSWORD).status_code == 302


def test_options_name_no_account(hires):
    kim = hires()
    with_passkey(kim)
    kim.signs_out()
    _, options = ceremony(kim.sends(SIGN_IN, {"identity": kim.email}, page="/staff/sign-in").text)
    assert options["allowCredentials"] == []
    assert options["userVerification"] == "required"
