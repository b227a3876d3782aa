"""Settings fail closed: what does not hold together is named, all of it at once, and nothing starts."""

import stat
from pathlib import Path

import pytest

from donations.settings import BadSettings, ensure_secrets, load_settings, write_private

LIVE = {
    "DONATIONS_MODE": "live",
    "DONATIONS_STRIPE_SECRET_KEY": "sk_live_x",
    "DONATIONS_STRIPE_WEBHOOK_SECRET": "whsec_x",
    "DONATIONS_SECRET_KEY": "x" * 32,
    "DONATIONS_BASE_URL": "https://donate.example.org",
    "DONATIONS_TRUSTED_HOSTS": "donate.example.org, give.example.org",
    "DONATIONS_SMTP_HOST": "mail.example.org",
}


@pytest.fixture(autouse=True)
def folder(monkeypatch, tmp_path: Path) -> Path:
    """A data directory of this test's own, and no setting from outside."""
    import os  # noqa: PLC0415 - nothing else here looks at it

    for name in [*os.environ]:
        if name.startswith("DONATIONS_") or name in ("PORT", "SANDBOX_PORT"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("DONATIONS_DATA_DIR", str(tmp_path))
    return tmp_path


@pytest.fixture
def given(monkeypatch):
    """Load with these variables in the environment; None takes one away."""

    def load(**variables: str | None):
        for name, value in variables.items():
            if value is not None:
                monkeypatch.setenv(name, value)
        return load_settings()

    return load


def mistakes(load, **variables: str | None) -> list[str]:
    with pytest.raises(BadSettings) as shown:
        load(**variables)
    return str(shown.value).splitlines()


def test_with_nothing_said_it_is_a_sandbox_on_this_machine(given, folder: Path) -> None:
    settings = given()
    assert (settings.mode, settings.url, settings.host) == ("sandbox", "http://127.0.0.1:8000", "127.0.0.1")
    assert settings.database == f"sqlite:///{folder / 'donations.sqlite3'}"
    assert settings.hosts == ["127.0.0.1", "localhost"]
    assert (settings.stripe_base, settings.is_https) == ("http://127.0.0.1:8001", False)


def test_a_test_key_means_test_mode_at_stripe_itself(given) -> None:
    settings = given(DONATIONS_STRIPE_SECRET_KEY="sk_test_x", DONATIONS_STRIPE_WEBHOOK_SECRET="whsec_x")
    assert (settings.mode, settings.stripe_base, settings.checkout_origin) == (
        "test",
        None,
        "https://checkout.stripe.com",
    )


def test_a_live_service_with_all_it_needs_is_taken(given) -> None:
    settings = given(**LIVE)
    assert (settings.mode, settings.is_https, settings.hosts) == (
        "live",
        True,
        ["donate.example.org", "give.example.org"],
    )


BROKEN = [
    ({}, {"DONATIONS_STRIPE_SECRET_KEY": "sk_live_x"}, "DONATIONS_MODE=live"),
    ({}, {"DONATIONS_STRIPE_SECRET_KEY": "rk_live_x"}, "DONATIONS_MODE=live"),
    ({}, {"DONATIONS_STRIPE_SECRET_KEY": "pk_test_x"}, "must be a test key"),
    ({}, {"DONATIONS_STRIPE_SECRET_KEY": "sk_test_x"}, "DONATIONS_STRIPE_WEBHOOK_SECRET is empty"),
    ({}, {"DONATIONS_STRIPE_SECRET_KEY": "sk_test_x", "DONATIONS_MODE": "sandbox"}, "unset one"),
    ({}, {"DONATIONS_MODE": "test"}, "must be a test key"),
    ({}, {"DONATIONS_MODE": "production"}, "DONATIONS_MODE"),
    ({}, {"DONATIONS_BASE_URL": "donate.example.org"}, "DONATIONS_BASE_URL"),
    ({}, {"DONATIONS_BASE_URL": "https://"}, "DONATIONS_BASE_URL"),
    ({}, {"DONATIONS_BASE_URL": "https://example.org/donate"}, "DONATIONS_BASE_URL"),
    ({}, {"DONATIONS_BASE_URL": "https://kim:x@example.org"}, "DONATIONS_BASE_URL"),
    ({}, {"DONATIONS_BASE_URL": "javascript:alert(1)"}, "DONATIONS_BASE_URL"),
    ({}, {"DONATIONS_DATABASE_URL": "mysql://x"}, "DONATIONS_DATABASE_URL"),
    ({}, {"DONATIONS_WEB_PROCESSES": "2"}, "must be 1 on SQLite"),
    ({}, {"DONATIONS_TRUSTED_PROXIES": "-1"}, "DONATIONS_TRUSTED_PROXIES"),
    ({}, {"PORT": "0"}, "PORT"),
    ({}, {"PORT": "http"}, "PORT"),
    ({}, {"SANDBOX_PORT": "70000"}, "SANDBOX_PORT"),
    (LIVE, {"DONATIONS_STRIPE_SECRET_KEY": "sk_test_x"}, "must be a live key"),
    (LIVE, {"DONATIONS_STRIPE_SECRET_KEY": ""}, "must be a live key"),
    (LIVE, {"DONATIONS_STRIPE_WEBHOOK_SECRET": ""}, "DONATIONS_STRIPE_WEBHOOK_SECRET is empty"),
    (LIVE, {"DONATIONS_SECRET_KEY": ""}, "DONATIONS_SECRET_KEY"),
    (LIVE, {"DONATIONS_SECRET_KEY": "x" * 31}, "DONATIONS_SECRET_KEY"),
    (LIVE, {"DONATIONS_BASE_URL": "http://donate.example.org"}, "https"),
    (LIVE, {"DONATIONS_BASE_URL": ""}, "https"),
    (LIVE, {"DONATIONS_TRUSTED_HOSTS": ""}, "DONATIONS_TRUSTED_HOSTS"),
    (LIVE, {"DONATIONS_TRUSTED_HOSTS": "other.example.org"}, "DONATIONS_TRUSTED_HOSTS"),
    (LIVE, {"DONATIONS_SMTP_HOST": ""}, "DONATIONS_SMTP_HOST"),
]


@pytest.mark.parametrize(("base", "variables", "named"), BROKEN, ids=lambda part: str(part)[:40])
def test_each_mistake_is_named(given, base, variables, named: str) -> None:
    assert any(named in line for line in mistakes(given, **{**base, **variables}))


def test_all_mistakes_are_named_at_once(given) -> None:
    shown = mistakes(given, DONATIONS_MODE="live")
    named = ["STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET", "SECRET_KEY must", "BASE_URL", "TRUSTED_HOSTS", "SMTP_HOST"]
    assert [name for name in named if not any(f"DONATIONS_{name}" in line for line in shown)] == []


def test_all_unreadable_values_are_named_at_once(given) -> None:
    shown = mistakes(given, PORT="x", DONATIONS_LEASE="0", DONATIONS_SMTP_SECURITY="maybe")
    assert sorted(line.partition(":")[0] for line in shown) == ["DONATIONS_LEASE", "DONATIONS_SMTP_SECURITY", "PORT"]


def test_no_mistake_repeats_a_secret(given) -> None:
    shown = mistakes(
        given, DONATIONS_MODE="live", DONATIONS_SECRET_KEY="hush", DONATIONS_STRIPE_SECRET_KEY="sk_test_hush"
    )
    assert "hush" not in "\n".join(shown)


def test_a_setting_printed_shows_no_secret(given) -> None:
    settings = given(**{**LIVE, "DONATIONS_SMTP_PASSWORD": "hush", "DONATIONS_STATUS_TOKEN": "hush"})
    assert [
        secret for secret in ("sk_live_x", "whsec_x", "x" * 32, "hush") if secret in f"{settings!r} {settings}"
    ] == []


def test_the_environment_wins_over_secret_files_over_secrets_over_settings(given, folder: Path, tmp_path: Path) -> None:
    files = tmp_path / "credentials"
    files.mkdir()
    (folder / "settings.toml").write_text('smtp_host = "d"\nsmtp_login = "d"\nsecret_key = "d"\nstatus_token = "d"\n')
    (folder / "secrets.toml").write_text('smtp_login = "c"\nsecret_key = "c"\nstatus_token = "c"\n')
    for name in ("donations_secret_key", "donations_status_token"):
        (files / name).write_text("b\n")
    made = given(DONATIONS_SECRETS_DIR=str(files), DONATIONS_STATUS_TOKEN="a")
    assert (made.status_token, made.secret_key, made.smtp_login, made.smtp_host) == ("a", "b", "c", "d")


def test_a_file_may_say_everything_a_variable_may(given, folder: Path) -> None:
    (folder / "settings.toml").write_text(
        'port = 9000\ntrusted_hosts = ["a.example"]\nbase_url = "https://a.example/"\n'
    )
    settings = given()
    assert (settings.port, settings.hosts, settings.url) == (9000, ["a.example"], "https://a.example")


def test_ports_are_named_as_every_host_names_them(given) -> None:
    settings = given(PORT="9000", SANDBOX_PORT="9001")
    assert (settings.url, settings.sandbox_url) == ("http://127.0.0.1:9000", "http://127.0.0.1:9001")


def test_a_misspelt_setting_in_a_file_is_named(given, folder: Path) -> None:
    (folder / "settings.toml").write_text('trusted_host = ["a.example"]\n')
    assert mistakes(given) == ["DONATIONS_TRUSTED_HOST: there is no such setting"]


@pytest.mark.parametrize("text", [b"mode = live", b"\xff\xfe", b"[a"], ids=repr)
def test_a_file_that_cannot_be_read_is_told_in_one_line(given, folder: Path, text: bytes) -> None:
    (folder / "settings.toml").write_bytes(text)
    [line] = mistakes(given)
    assert str(folder) in line


def test_a_secrets_directory_that_is_not_there_is_a_mistake(given, folder: Path) -> None:
    [line] = mistakes(given, DONATIONS_SECRETS_DIR=str(folder / "none"))
    assert "DONATIONS_SECRETS_DIR" in line


@pytest.mark.parametrize(
    ("url", "meant"),
    [
        ("postgres://u@h/d", "postgresql+psycopg://u@h/d"),
        ("postgresql://u@h/d", "postgresql+psycopg://u@h/d"),
        ("postgresql+psycopg://u@h/d", "postgresql+psycopg://u@h/d"),
        ("sqlite:///x.sqlite3", "sqlite:///x.sqlite3"),
    ],
)
def test_a_database_is_named_as_people_do(given, url: str, meant: str) -> None:
    assert given(DONATIONS_DATABASE_URL=url).database == meant


def test_secrets_are_made_once_and_for_the_owner_alone(given, folder: Path) -> None:
    ensure_secrets(folder)
    first = (folder / "secrets.toml").read_text()
    ensure_secrets(folder)
    assert (folder / "secrets.toml").read_text() == first
    assert stat.S_IMODE((folder / "secrets.toml").stat().st_mode) == 0o600
    assert len(given().secret_key) >= 32
    assert given().stripe_webhook_secret.startswith("whsec_")


def test_a_private_file_is_never_overwritten(folder: Path) -> None:
    write_private(folder / "x", "first")
    with pytest.raises(FileExistsError):
        write_private(folder / "x", "second")
    assert (folder / "x").read_text() == "first"
