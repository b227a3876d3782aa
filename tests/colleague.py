"""Those who work here, each with a browser of their own, without script."""

import re
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from donations.core.database import transaction
from donations.staff.change_staff import set_password
from donations.staff.invite_staff import Invitation, add_staff
from donations.staff.permissions import RoleName

NOBODY = UUID(int=0)
PASSWORD = "meadow lantern otter"
SIGN_IN = "/staff/sign-in"
_TOKEN = r'name="csrf_token"[^>]*value="([^"]+)"'


@dataclass
class Colleague:
    """Somebody with an account and a browser. `address` is where they connect from."""

    app: Flask
    email: str
    id: UUID = NOBODY
    password: str = PASSWORD
    address: str = "192.0.2.7"
    client: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.new_browser()

    def new_browser(self) -> FlaskClient:
        browser = self.app.test_client()
        browser.environ_base["REMOTE_ADDR"] = self.address
        return browser

    def opens(self, path: str) -> TestResponse:
        return self.client.get(path)

    def sends(self, path: str, given: dict[str, Any] | None = None, *, page: str = "/staff/account") -> TestResponse:
        """A form of `page`, sent to `path`, with the token a browser would send along."""
        return self.client.post(path, data={"csrf_token": self.token(page), **(given or {})}, headers=_from(page))

    def token(self, page: str) -> str:
        return found(_TOKEN, self.client.get(page).text)

    def tries(self, password: str, email: str | None = None, *, next_page: str = "") -> TestResponse:
        """One try to sign in."""
        where = f"{SIGN_IN}?next={next_page}" if next_page else SIGN_IN
        given = {"email": email or self.email, "password": password}
        return self.sends(where, given, page=where)

    def signs_in(self) -> "Colleague":
        answer = self.tries(self.password)
        assert answer.status_code == 302, answer.text
        return self

    def signs_out(self) -> None:
        assert self.sends("/staff/sign-out").status_code == 302

    def is_signed_in(self) -> bool:
        return self.opens("/staff/account").status_code == 200


def found(pattern: str, page: str) -> str:
    """The first group of `pattern` on a page that must have it."""
    match = re.search(pattern, page)
    assert match, page
    return match[1]


def _from(page: str) -> dict[str, str]:
    return {"Referer": f"http://localhost{page}"}


def colleague(app: Flask, role: str = "admin", email: str = "", *, language: str = "en") -> Colleague:
    """A new account of this role; its owner is not signed in yet."""
    email = email or f"{role}@example.org"
    with app.app_context(), transaction():
        member = add_staff(Invitation(email, RoleName(role), f"Kim {role.title()}", language), by=None)
        set_password(member, PASSWORD, by=None)
        return Colleague(app, email, member.id)
