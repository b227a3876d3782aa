import re

import pytest
from sqlalchemy import event

from donations.core.database import db, session, transaction
from donations.core.errors import Refused
from donations.staff.change_staff import change_role, disable_staff
from donations.staff.models import StaffMember
from donations.staff.permissions import RoleName
from donations.staff.queries import staff_by_id
from tests.colleague import PASSWORD, colleague


@pytest.fixture(scope="module")
def admin(shared_story):
    """Whose forms are all refused: one for the whole module."""
    return colleague(shared_story.app).signs_in()


@pytest.fixture(scope="module")
def viewer(shared_story):
    """Somebody nothing happens to."""
    return colleague(shared_story.app, "viewer").signs_in()


def page_of(kim):
    return f"/staff/people/{kim.id}"


def role_of(app, kim):
    with app.app_context():
        return session.get_one(StaffMember, kim.id).role


@pytest.mark.both_databases
def test_a_role_is_changed_and_holds_at_once(app, hires):
    admin, kim = hires("admin").signs_in(), hires("viewer").signs_in()
    given = {"role": "accountant", "reason": "New tasks"}
    assert admin.sends(f"{page_of(kim)}/role", given, page=page_of(kim)).status_code == 303
    assert role_of(app, kim) == "accountant"


@pytest.mark.parametrize(("act", "given"), [("disable", {}), ("disable", {"reason": " "}), ("role", {"role": "admin"})])
def test_without_a_reason_nothing_is_changed(shared_story, admin, viewer, act, given):
    answer = admin.sends(f"{page_of(viewer)}/{act}", given, page=page_of(viewer))
    assert (answer.status_code, "Please say why." in answer.text) == (422, True)
    assert role_of(shared_story.app, viewer) == "viewer"
    assert viewer.is_signed_in()


def test_an_unknown_role_is_refused(shared_story, admin, viewer):
    given = {"role": "owner", "reason": "asked"}
    assert admin.sends(f"{page_of(viewer)}/role", given, page=page_of(viewer)).status_code == 422
    assert role_of(shared_story.app, viewer) == "viewer"


def fires_the_demo(app, admin):
    """The sandbox has an administrator of its own."""
    with app.app_context():
        (demo,) = session.scalars(session.query(StaffMember.id).filter(StaffMember.name == "Demo").statement)
    admin.sends(f"/staff/people/{demo}/disable", {"reason": "left"}, page=f"/staff/people/{demo}")


@pytest.mark.parametrize(
    ("act", "given"), [("disable", {"reason": "left"}), ("role", {"role": "viewer", "reason": "left"})]
)
def test_the_last_administrator_stays(app, hires, act, given):
    admin = hires("admin").signs_in()
    fires_the_demo(app, admin)
    page = page_of(admin)
    admin.sends(f"{page}/{act}", given, page=page)
    assert "last administrator" in admin.opens(page).text
    assert role_of(app, admin) == "admin"
    assert admin.is_signed_in()


def test_an_invited_administrator_is_not_one_who_could_let_others_in(app, hires):
    admin = hires("admin").signs_in()
    fires_the_demo(app, admin)
    given = {"email": "ola@example.org", "name": "Ola", "role": "admin", "language": "en"}
    admin.sends("/staff/people/invite", given, page="/staff/people/invite")
    with app.app_context(), pytest.raises(Refused), transaction():
        disable_staff(staff_by_id(admin.id), by=None)


def test_an_address_is_invited_once(admin):
    given = {"email": "ADMIN@example.org", "name": "Ola", "role": "viewer", "language": "en"}
    answer = admin.sends("/staff/people/invite", given, page="/staff/people/invite")
    assert answer.status_code == 422
    assert "has an account already" in answer.text


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "wrong", [{"email": "x"}, {"email": ""}, {"role": "x"}, {"language": "xx"}, {"name": "a\x00b"}, {"id": "1"}]
)
def test_a_bad_invitation_invites_nobody(shared_story, admin, wrong):
    given = {"email": "ola@example.org", "name": "Ola", "role": "viewer", "language": "en", **wrong}
    assert admin.sends("/staff/people/invite", given, page="/staff/people/invite").status_code in (400, 422)
    with shared_story.inside():
        assert session.query(StaffMember).filter(StaffMember.email == "ola@example.org").count() == 0


def test_names_with_markup_are_shown_as_they_are(hires):
    admin = hires("admin").signs_in()
    given = {"email": "ola@example.org", "name": "<b>Ola</b>", "role": "viewer", "language": "en"}
    admin.sends("/staff/people/invite", given, page="/staff/people/invite")
    assert "&lt;b&gt;Ola&lt;/b&gt;" in admin.opens("/staff/people").text


@pytest.mark.both_databases
def test_a_lost_second_factor_is_forgotten(app, hires):
    admin, kim = hires("admin").signs_in(), hires("viewer").signs_in()
    with app.app_context(), transaction():
        member = staff_by_id(kim.id)
        member.tf_primary_method, member.tf_totp_secret = "authenticator", "x"
    assert "Reset two-factor sign-in" in admin.opens(page_of(kim)).text
    admin.sends(f"{page_of(kim)}/forget-second-factor", {"reason": "Lost telephone"}, page=page_of(kim))
    assert not kim.is_signed_in()
    assert kim.tries(PASSWORD).location == "/staff"


def test_ones_own_name_and_language_are_ones_own(app, hires):
    kim = hires("viewer").signs_in()
    assert kim.sends("/staff/account", {"name": "Kim Nowak", "language": "pl"}).status_code == 303
    assert "Kim Nowak" in kim.opens("/staff/account").text
    assert '<html lang="pl"' in kim.opens("/staff/account").text


def test_an_account_that_does_not_exist_is_not_found(admin):
    assert admin.opens("/staff/people/01a1c51d-650f-76a5-bdcb-4417e6883143").status_code == 404
    assert admin.opens("/staff/people/1").status_code == 404


def test_the_list_shows_state_and_last_sign_in(admin):
    page = admin.opens("/staff/people").text
    assert re.search(r'<time datetime="2026-11-10T11:0\d:\d\dZ" title="2026-11-10 11:0\d:\d\d UTC">', page)


def test_the_list_asks_the_database_little_however_many_there_are(app, hires):
    admin = hires("admin").signs_in()
    for number in range(12):
        hires("viewer", f"viewer{number}@example.org")
    requested = []
    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", lambda *given: requested.append(given[2]))
    for page in ("/staff/people", "/staff/audit", "/staff/account", page_of(admin)):
        requested.clear()
        assert admin.opens(page).status_code == 200
        assert len(requested) <= 12, requested


@pytest.mark.both_databases
def test_two_administrators_cannot_demote_each_other_at_once(app, hires):
    first, second = hires("admin", "a@example.org").signs_in(), hires("admin", "b@example.org")
    fires_the_demo(app, first)
    with app.app_context():
        with transaction():
            change_role(staff_by_id(second.id), RoleName.VIEWER, by=first.id)
        with pytest.raises(Refused), transaction():
            change_role(staff_by_id(first.id), RoleName.VIEWER, by=second.id)
