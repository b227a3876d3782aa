"""Every address, every method, and what guards it. A new one fails here until somebody says what guards it.

The staff side declares its guard at each view: `tests/web/staff/test_access_table.py` walks it for every role. So does
My giving: `tests/web/portal/test_guard.py` walks it with another supporter's ids and tokens.
"""

import re

import pytest
from flask import Flask

from donations.app import create_app
from tests.application import settings_for
from tests.html_form import read_form

PUBLIC = "nothing: anybody may"
TOKEN = "the token in the link"
FORM = "the form's own token and ticket"
TOKEN_AND_FORM = "the token in the link, the form's own token and ticket"
SIGNATURE = "the provider's signature"
DIGEST = "nothing: anybody may, who names the logo there is now"
LOOPBACK = "this machine or the status token; others get ok"

GUARDS = {
    ("GET", "/"): PUBLIC,
    ("GET", "/brand.css"): PUBLIC,
    ("GET", "/give"): PUBLIC,
    ("GET", "/give/<campaign>"): PUBLIC,
    ("GET", "/give/return/<token>"): TOKEN,
    ("GET", "/healthz"): LOOPBACK,
    ("GET", "/metrics"): LOOPBACK,
    ("GET", "/logo/<digest>.png"): DIGEST,
    ("GET", "/privacy"): PUBLIC,
    ("GET", "/terms"): PUBLIC,
    ("GET", "/receipts/<token>"): TOKEN,
    ("GET", "/receipts/<token>.pdf"): TOKEN,
    ("GET", "/receipts/check"): PUBLIC,
    ("GET", "/static/<path:filename>"): PUBLIC,
    ("GET", "/thanks/<token>"): TOKEN,
    ("GET", "/thanks/<token>/status"): TOKEN,
    ("POST", "/give"): FORM,
    ("POST", "/give/<campaign>"): FORM,
    ("POST", "/give/return/<token>"): TOKEN_AND_FORM,
    ("POST", "/webhooks/stripe"): SIGNATURE,
}
FAR = {"REMOTE_ADDR": "203.0.113.7"}
UNSIGNED = "A" * 43


@pytest.fixture
def app(sqlite_database: str, tmp_path) -> Flask:
    return create_app(settings_for(sqlite_database, tmp_path))


def guarded_by(*guards: str) -> list[tuple[str, str]]:
    return [door for door, guard in GUARDS.items() if guard in guards]


def address(rule: str) -> str:
    """With something in each gap: a campaign that is there, a token nobody signed."""
    return re.sub(
        r"<[^>]+>", UNSIGNED, rule.replace("<campaign>", "rivers").replace("<path:filename>", "css/public.css")
    )


def test_every_address_and_method_has_its_guard(app: Flask) -> None:
    declared = ("staff.", "security.", "portal.")
    others = (rule for rule in app.url_map.iter_rules() if not rule.endpoint.startswith(declared))
    doors = {(method, rule.rule) for rule in others for method in rule.methods or ()}
    assert {door for door in doors if door[0] not in ("HEAD", "OPTIONS")} == set(GUARDS)


def test_what_anybody_may_see_is_there(app: Flask) -> None:
    statuses = {door: app.test_client().get(address(door[1]), buffered=True).status_code for door in guarded_by(PUBLIC)}
    assert {door: status for door, status in statuses.items() if status not in (200, 302)} == {}


@pytest.mark.parametrize(("method", "rule"), guarded_by(TOKEN, TOKEN_AND_FORM))
def test_without_its_token_a_link_opens_nothing(app: Flask, method: str, rule: str) -> None:
    assert app.test_client().open(address(rule), method=method).status_code == 404


@pytest.mark.parametrize(("method", "rule"), guarded_by(FORM))
@pytest.mark.parametrize("taken", ["csrf_token", "ticket"])
def test_without_its_token_or_ticket_a_form_does_nothing(app: Flask, method: str, rule: str, taken: str) -> None:
    browser = app.test_client()
    values = {**read_form(browser.get(address(rule)).text).values, "email": "kim@example.org", "name": "Kim"}
    assert browser.open(address(rule), method=method, data={**values, taken: ""}).status_code == 422


@pytest.mark.parametrize(("method", "rule"), guarded_by(SIGNATURE))
def test_without_a_signature_nobody_is_heard(app: Flask, method: str, rule: str) -> None:
    assert app.test_client().open(rule, method=method, data=b"{}").status_code == 400


@pytest.mark.parametrize(("method", "rule"), guarded_by(LOOPBACK))
def test_strangers_are_told_ok_and_nothing_else(durable: None, app: Flask, method: str, rule: str) -> None:
    assert app.test_client().open(rule, method=method, environ_base=FAR).text == "ok"


def test_only_what_forms_and_the_provider_send_is_taken_without_flasks_own_check(app: Flask) -> None:
    """Views exempt from the blanket check against forged forms have a guard of their own above."""
    csrf = app.extensions["csrf"]
    exempt = {*csrf._exempt_views, *(blueprint.name for blueprint in csrf._exempt_blueprints)}
    assert exempt == {"donations.web.public.give.send", "webhooks"}
