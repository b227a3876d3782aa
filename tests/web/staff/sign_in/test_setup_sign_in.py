import pytest

from donations.core.database import session
from donations.staff.models import StaffMember
from tests.colleague import PASSWORD
from tests.web.staff.routes import address_of, staff_rules


def copied_cookie(kim):
    return kim.client.get_cookie("donations").value


def with_cookie(kim, value):
    browser = kim.new_browser()
    browser.set_cookie("donations", value)
    return browser


def test_whoever_is_not_signed_in_is_led_to_the_sign_in_page_and_back(hires):
    kim = hires("admin")
    turned_away = kim.opens("/staff/audit?action=staff.invited")
    assert turned_away.location == "/staff/sign-in?next=/staff/audit?action%3Dstaff.invited"
    page = kim.opens(turned_away.location)
    assert page.status_code == 200
    answer = kim.tries(PASSWORD, next_page="/staff/audit?action%3Dstaff.invited")
    assert answer.location == "/staff/audit?action=staff.invited"
    assert kim.opens(answer.location).status_code == 200


def test_a_page_opened_in_polish_leads_back_to_polish(hires):
    kim = hires("admin")
    assert kim.opens("/pl/staff/audit").location == "/pl/staff/sign-in?next=/pl/staff/audit"


def test_after_signing_out_everything_is_closed(hires):
    kim = hires().signs_in()
    kim.signs_out()
    assert not kim.is_signed_in()


def test_a_cookie_kept_from_before_signing_out_opens_nothing(hires):
    kim = hires().signs_in()
    kept = copied_cookie(kim)
    kim.signs_out()
    assert with_cookie(kim, kept).get("/staff/account").status_code == 303


def test_a_changed_password_ends_all_other_sessions(hires):
    kim = hires().signs_in()
    kept = copied_cookie(kim)
    new = "seven quiet harbours"
    given = {"password": PASSWORD, "new_password": new, "new_password_confirm": new}
    assert kim.sends("/staff/password", given, page="/staff/password").status_code == 302
    assert kim.is_signed_in()
    assert with_cookie(kim, kept).get("/staff/account").status_code == 303
    kim.client = kim.new_browser()
    assert kim.tries(PASSWORD).status_code == 200
    assert kim.tries(new).status_code == 302


@pytest.mark.both_databases
def test_a_disabled_account_is_out_at_once_and_stays_out(hires):
    admin, kim = hires("admin").signs_in(), hires("viewer").signs_in()
    assert (
        admin.sends(f"/staff/people/{kim.id}/disable", {"reason": "left"}, page=f"/staff/people/{kim.id}").status_code
        == 303
    )
    assert not kim.is_signed_in()
    assert kim.tries(PASSWORD).status_code == 200
    assert not kim.is_signed_in()


def test_an_enabled_account_may_sign_in_again(hires):
    admin, kim = hires("admin").signs_in(), hires("viewer")
    for act in ("disable", "enable"):
        admin.sends(f"/staff/people/{kim.id}/{act}", page=f"/staff/people/{kim.id}")
    assert kim.signs_in().is_signed_in()


def test_the_address_may_be_written_in_capitals(hires):
    kim = hires()
    assert kim.tries(PASSWORD, " ADMIN@Example.ORG ").status_code == 302


def test_a_redirect_elsewhere_is_refused(hires):
    kim = hires()
    for elsewhere in (
        "https://evil.test/",
        "//evil.test",
        "/%09/evil.test",
        "%5C%5Cevil.test",
        "/staff/../../x",
        "/give",
    ):
        kim.client = kim.new_browser()
        answer = kim.tries(PASSWORD, next_page=elsewhere)
        assert answer.location in (None, "/staff"), elsewhere


def test_a_form_without_its_token_is_refused_everywhere(app, hires):
    kim = hires().signs_in()
    posts = {address_of(app, rule) for rule in staff_rules(app) if "POST" in (rule.methods or ())}
    refused = {path: kim.client.post(path).status_code for path in posts}
    assert {path: status for path, status in refused.items() if status != 400} == {}


def test_staff_pages_are_never_stored(hires):
    kim = hires().signs_in()
    for page in ("/staff/sign-in", "/staff/account", "/staff/people", "/staff/password"):
        assert kim.opens(page).headers["Cache-Control"] == "no-store"


def test_public_pages_and_files_set_no_cookie_of_ours_for_staff(hires):
    kim = hires().signs_in()
    for page in ("/receipts/check", "/privacy", "/static/css/tokens.css", "/healthz"):
        with kim.client.get(page) as answer:
            assert "Set-Cookie" not in answer.headers, page


def test_files_are_the_same_for_everybody(hires):
    with hires().signs_in().client.get("/static/css/tokens.css") as answer:
        assert "Cookie" not in answer.headers.get("Vary", "")


def test_the_password_is_kept_as_an_argon2_hash(app, hires):
    kim = hires()
    with app.app_context():
        assert str(session.get_one(StaffMember, kim.id).password).startswith("$argon2id$")
