"""Errors as pages: kind, in the visitor's language, whatever is missing behind them."""

import pytest
from sqlalchemy.exc import OperationalError

from donations.core.database import session, transaction
from donations.organisation.models import Organisation
from tests.web.service import service


@pytest.mark.parametrize(("path", "language"), [("/pl/none", "pl"), ("/en/none", "en"), ("/pl/thanks/none", "pl")])
def test_an_error_speaks_the_language_of_the_page_and_leads_on(quiet, path: str, language: str) -> None:
    answer = quiet.browser().get(path)
    assert answer.status_code == 404
    assert f'<html lang="{language}">' in answer.text
    assert f'href="/{language}/give"' in answer.text


@pytest.mark.parametrize("path", ["/<script>alert(1)</script>", "/{{7*7}}", "/%3Cb%3E", "/give/<b>", "/thanks/{{7*7}}"])
def test_an_error_page_repeats_nothing_as_markup(quiet, path: str) -> None:
    page = quiet.browser().get(path).text
    assert ("<script>alert" in page, "<b>" in page, "/49" in page) == (False, False, False)


def test_a_crash_tells_the_visitor_nothing_of_the_inside(plain) -> None:
    def crash() -> None:
        raise RuntimeError("the secret of the house")

    plain.app.view_functions["public.privacy"] = crash
    answer = plain.browser().get("/en/privacy")
    assert (answer.status_code, "secret" in answer.text, "Traceback" in answer.text) == (500, False, False)


class Deadlock(Exception):
    """What PostgreSQL says to the one it ends."""

    sqlstate = "40P01"


def test_two_who_change_the_same_thing_at_once_are_asked_to_send_it_again(plain) -> None:
    def collide() -> None:
        raise OperationalError("UPDATE donation", {}, Deadlock())

    plain.app.view_functions["public.privacy"] = collide
    answer = plain.browser().get("/en/privacy")
    assert (answer.status_code, "Please send it again" in answer.text) == (409, True)


def test_another_error_of_the_database_is_a_fault_of_ours(plain) -> None:
    def fail() -> None:
        raise OperationalError("UPDATE donation", {}, Exception("the disk is full"))

    plain.app.view_functions["public.privacy"] = fail
    assert plain.browser().get("/en/privacy").status_code == 500


def test_a_crash_is_logged_without_the_key_to_a_donation(plain, capsys) -> None:
    plain.app.view_functions["public.thanks"] = lambda token: 1 / 0
    plain.browser().get("/thanks/AaHFHWpEege2i21hamVb6yBFiEtsocmgPjJSti9AkPg")
    logged = capsys.readouterr().err
    assert ("ZeroDivisionError" in logged, "AaHFHWpEege2i21hamVb6" in logged) == (True, False)


def test_before_there_is_a_foundation_pages_say_so(plain) -> None:
    with plain.app.app_context(), transaction():
        session.query(Organisation).delete()
    answers = [plain.browser().get(path) for path in ("/give", "/pl/give", "/privacy", "/none", "/brand.css")]
    assert [answer.status_code for answer in answers] == [422, 422, 422, 404, 200]
    assert "donations organisation set" in plain.browser().get("/en/give").text


@pytest.mark.parametrize("path", ["/none", "/give", "/privacy"])
def test_a_database_without_tables_is_met_with_a_page(tmp_path, path: str) -> None:
    with service(f"sqlite:///{tmp_path / 'empty.sqlite3'}", tmp_path) as made:
        answer = made.browser().get(path, headers={"Accept-Language": "de"})
    assert ("<h1>" in answer.text, answer.status_code in (404, 500)) == (True, True)


def test_a_database_lost_on_the_way_is_met_with_a_page(plain) -> None:
    def lose() -> None:
        session.rollback()
        raise RuntimeError

    browser = plain.browser()
    assert browser.get("/en/privacy").status_code == 200
    plain.app.view_functions["public.privacy"] = lose
    assert browser.get("/en/privacy").status_code == 500
