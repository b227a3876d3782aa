"""Who may open what: every staff route, for every role and nobody, with every method it takes."""

import pytest

from donations.staff.permissions import PERMISSIONS, Permission, RoleName
from tests.colleague import colleague
from tests.web.staff.routes import address_of, staff_rules

# Flask-Security's own pages: about one's own account, or of signing in. It asks who is there by itself.
FOR_ANYONE = {
    "security.login",
    "security.forgot_password",
    "security.reset_password",
    "security.wan_signin",
    "security.wan_signin_response",
    "security.tf_select",
    "security.two_factor_setup",
    "security.two_factor_token_validation",
    "security.two_factor_rescue",
    "security.mf_recovery",
    "security.logout",
    "staff.welcome",
}
FOR_ALL_STAFF = {
    "security.verify",
    "security.change_password",
    "security.two_factor_setup_validate",
    "security.mf_recovery_codes",
    "security.wan_register",
    "security.wan_register_response",
    "security.wan_delete",
    "security.wan_verify",
    "security.wan_verify_response",
}


def permission_of(app, rule):
    return getattr(app.view_functions[rule.endpoint], "permission", "undeclared")


def test_every_route_below_staff_is_staffs(plain):
    strangers = [
        rule.rule
        for rule in plain.app.url_map.iter_rules()
        if rule.rule.startswith("/staff") and not rule.endpoint.startswith(("staff.", "security."))
    ]
    assert strangers == []


def test_every_route_declares_who_may_open_it(plain):
    known = FOR_ANYONE | FOR_ALL_STAFF
    undeclared = [
        rule.rule
        for rule in staff_rules(plain.app)
        if rule.endpoint not in known and permission_of(plain.app, rule) not in set(Permission)
    ]
    assert undeclared == []


def test_the_lists_of_this_test_name_routes_that_exist(plain):
    assert {rule.endpoint for rule in staff_rules(plain.app)} >= FOR_ANYONE | FOR_ALL_STAFF


def requested(browser, method, address, token=None):
    sent = {"data": {"csrf_token": token} if token else {}} if method == "POST" else {}
    with browser.open(address, method=method, **sent) as answer:
        return answer.status_code, answer.location or ""


def is_turned_away(answer):
    return answer[0] == 303 and "/staff/sign-in" in answer[1]


def test_nobody_opens_a_staff_page_without_signing_in(plain):
    kim = colleague(plain.app)
    opened = []
    for rule in staff_rules(plain.app):
        if rule.endpoint in FOR_ANYONE:
            continue
        for method in set(rule.methods or ()) - {"HEAD", "OPTIONS"}:
            kim.client = kim.new_browser()
            answer = requested(kim.client, method, address_of(plain.app, rule), kim.token("/staff/sign-in"))
            if not is_turned_away(answer):
                opened.append((method, rule.rule, answer))
    assert opened == []


@pytest.mark.parametrize("role", list(RoleName))
def test_each_role_opens_what_its_permissions_say_and_no_more(plain, role):
    kim = colleague(plain.app, role).signs_in()
    token, surprises = kim.token("/staff/account"), []
    for rule in staff_rules(plain.app):
        permission = permission_of(plain.app, rule)
        if permission not in set(Permission):
            continue
        for method in sorted(set(rule.methods or ()) - {"HEAD", "OPTIONS"}):
            status, location = requested(kim.client, method, address_of(plain.app, rule), token)
            is_let_in = status != 403 and not location.startswith(("/staff/sign-in", "/staff/confirm"))
            if is_let_in != (permission in PERMISSIONS[role]) or status >= 500:
                surprises.append((method, rule.rule, permission, status, location))
    assert surprises == []
