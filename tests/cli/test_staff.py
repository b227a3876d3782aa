import re

import pytest
from click.testing import CliRunner

from donations.app import create_app
from donations.cli import donations
from donations.cli.application import migrate_database
from donations.cli.demo import demo_account
from donations.settings import load_settings
from tests.colleague import Colleague

PASSWORD = "meadow lantern otter"


@pytest.fixture
def home(tmp_path, monkeypatch, sqlite_database):
    """A data directory with a database, as the command line finds it."""
    monkeypatch.setenv("DONATIONS_DATA_DIR", str(tmp_path))
    return tmp_path


@pytest.fixture
def types(home):
    """What somebody types after `donations`, and what is answered."""

    def run(*words, given=""):
        return CliRunner().invoke(donations, words, input=given)

    return run


def person_with(email, password):
    return Colleague(
        create_app(load_settings(secret_key="x" * 40, stripe_webhook_secret="whsec_x")), email, password=password
    )


def test_an_invitation_with_a_password_opens_the_door(types, home):
    answer = types("staff", "invite", "Ola@example.org", "--role", "viewer", "--password-stdin", given=PASSWORD + "\n")
    assert (answer.exit_code, answer.output) == (0, "ola@example.org is viewer.\n")
    assert person_with("ola@example.org", PASSWORD).signs_in().is_signed_in()


def test_an_invitation_without_one_is_a_letter(types):
    answer = types("staff", "invite", "ola@example.org", "--role", "viewer", "--name", "Ola")
    assert answer.output == "ola@example.org is invited as viewer.\n"
    assert re.search(r"^ola@example.org +viewer +invited +Ola$", types("staff", "list").output, re.MULTILINE)


@pytest.mark.parametrize("password", ["", "short", "password1234"])
def test_a_bad_password_makes_no_account(types, password):
    answer = types("staff", "invite", "ola@example.org", "--role", "viewer", "--password-stdin", given=password + "\n")
    assert answer.exit_code == 1
    assert "ola@example.org" not in types("staff", "list").output


def test_an_unknown_role_makes_no_account(types):
    assert types("staff", "invite", "ola@example.org", "--role", "owner").exit_code == 2


def test_an_account_is_disabled(types):
    types("staff", "invite", "ola@example.org", "--role", "viewer")
    assert types("staff", "disable", "OLA@example.org").exit_code == 0
    assert re.search(r"^ola@example.org +viewer +disabled", types("staff", "list").output, re.MULTILINE)


def test_the_last_administrator_is_not_disabled_here_either(types):
    (demo,) = re.findall(r"^(demo@\S+)", types("staff", "list").output, re.MULTILINE)
    answer = types("staff", "disable", demo)
    assert "last administrator" in str(answer.exception)


def sandbox_settings(folder):
    return load_settings(secret_key="x" * 40, stripe_webhook_secret="whsec_x", data_dir=folder)


def test_the_first_start_of_a_sandbox_makes_one_ready_account(tmp_path):
    settings = sandbox_settings(tmp_path)
    migrate_database(settings)
    email, password = demo_account(settings) or ("", "")
    kim = Colleague(create_app(settings), email, password=password)
    assert kim.signs_in().opens("/staff/people").status_code == 200
    assert (tmp_path / "demo-account.txt").stat().st_mode & 0o777 == 0o600


def test_a_second_start_tells_the_same_account(tmp_path):
    settings = sandbox_settings(tmp_path)
    migrate_database(settings)
    first = demo_account(settings)
    migrate_database(settings)
    assert demo_account(settings) == first


def test_once_its_password_is_changed_it_is_told_no_more(tmp_path):
    settings = sandbox_settings(tmp_path)
    migrate_database(settings)
    email, password = demo_account(settings) or ("", "")
    kim = Colleague(create_app(settings), email, password=password).signs_in()
    given = {"password": password, "new_password": PASSWORD, "new_password_confirm": PASSWORD}
    assert kim.sends("/staff/password", given, page="/staff/password").status_code == 302
    migrate_database(settings)
    assert demo_account(settings) is None


def test_each_installation_has_a_password_of_its_own(tmp_path):
    shown = set()
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        settings = sandbox_settings(tmp_path / name)
        migrate_database(settings)
        shown.add((demo_account(settings) or ("", ""))[1])
    assert len(shown) == 2
