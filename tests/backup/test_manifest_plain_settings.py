"""Settings go along, whatever told them; secrets and the place do not."""

import tomllib
from pathlib import Path

import pytest

from donations.backup.manifest import plain_settings, secrets_in_use, stand_ins
from donations.settings import Settings, load_settings

GIVEN = {
    "mode": "live",
    "data_dir": Path("/srv/lost"),
    "database_url": "postgresql://donations:the-database-word@db.example/donations",
    "base_url": "https://donate.example.org",
    "trusted_hosts": ["donate.example.org"],
    "port": 9000,
    "secret_key": "the-secret-key-is-long-enough-to-be-one",
    "status_token": "the-status-token",
    "stripe_secret_key": "sk_live_the_key",
    "stripe_webhook_secret": "whsec_the_secret",
    "stripe_webhook_secret_previous": "whsec_the_old_secret",
    "smtp_host": "mail.example.org",
    "smtp_login": "donations",
    "smtp_password": "the-mail-word",
}
KEPT = {"mode", "base_url", "trusted_hosts", "port", "smtp_host", "smtp_login"}


@pytest.fixture
def settings() -> Settings:
    return load_settings(**GIVEN)


def test_what_was_set_is_kept_but_for_secrets_and_places(settings: Settings) -> None:
    assert tomllib.loads(plain_settings(settings)) == {name: GIVEN[name] for name in KEPT}


def test_no_secret_is_in_the_text(settings: Settings) -> None:
    text = plain_settings(settings)
    assert [word for word in ("the-", "sk_live", "whsec") if word in text] == []


def test_what_is_to_be_set_again_is_named(settings: Settings) -> None:
    names = (
        "SECRET_KEY STATUS_TOKEN STRIPE_SECRET_KEY STRIPE_WEBHOOK_SECRET STRIPE_WEBHOOK_SECRET_PREVIOUS SMTP_PASSWORD"
    )
    assert secrets_in_use(settings) == [f"DONATIONS_{name}" for name in [*names.split(), "DATABASE_URL"]]


@pytest.mark.parametrize("mode", ["sandbox", "test", "live"])
def test_settings_hold_together_while_secrets_are_missing(mode: str) -> None:
    kept = {name: GIVEN[name] for name in KEPT - {"mode"}}
    assert load_settings(**kept, **stand_ins(mode)).mode == mode
