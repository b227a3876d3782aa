"""create_app(): where everything meets, without a connection and without a secret in the open."""

import subprocess
import sys
from pathlib import Path

import pytest

from donations.app import configured_gateway, configured_transport, create_app
from donations.core import clock
from donations.mail.smtp_transport import SmtpTransport
from donations.mail.transport import FileTransport
from tests.application import settings_for

# Loaded where they are needed: a web process starts without them.
HEAVY = ("stripe", "typst", "alembic")


def test_it_opens_no_connection(tmp_path: Path) -> None:
    create_app(settings_for(f"sqlite:///{tmp_path / 'none' / 'x.sqlite3'}", tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_it_loads_neither_the_providers_sdk_nor_the_typesetter_nor_migrations() -> None:
    names = ", ".join(HEAVY)
    code = f"import sys, donations.app, donations.web; print([n for n in '{names}'.split(', ') if n in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


@pytest.mark.parametrize(("mode", "days"), [("sandbox", 1), ("test", 0), ("live", 0)])
def test_only_a_sandbox_plays_with_time(tmp_path: Path, mode: str, days: int) -> None:
    (tmp_path / clock.SANDBOX_FILE).write_text("86400")
    key = {"sandbox": "", "test": "sk_test_1", "live": "sk_live_1"}[mode]
    public = {"base_url": "https://give.example.org", "trusted_hosts": ["give.example.org"], "smtp_host": "localhost"}
    chosen = {"mode": mode, "stripe_secret_key": key} | (public if mode == "live" else {})
    create_app(settings_for(f"sqlite:///{tmp_path / 'x.sqlite3'}", tmp_path, **chosen))
    assert round((clock.now() - clock.real_now()).total_seconds()) == days * 86_400
    clock.run_ahead(None)


def test_letters_go_to_files_until_there_is_a_mail_server(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'x.sqlite3'}"
    assert isinstance(configured_transport(settings_for(url, tmp_path)), FileTransport)
    assert isinstance(configured_transport(settings_for(url, tmp_path, smtp_host="mail.example.org")), SmtpTransport)


def test_a_gateway_is_made_once_and_only_when_money_moves(tmp_path: Path) -> None:
    gateway = configured_gateway(settings_for(f"sqlite:///{tmp_path / 'x.sqlite3'}", tmp_path))
    assert gateway() is gateway()


@pytest.mark.parametrize("name", ["SECRET_KEY", "TRUSTED_HOSTS", "MAX_CONTENT_LENGTH", "SESSION_COOKIE_SAMESITE"])
def test_what_flask_leaves_open_is_set(tmp_path: Path, name: str) -> None:
    assert create_app(settings_for(f"sqlite:///{tmp_path / 'x.sqlite3'}", tmp_path)).config[name]
