"""Supporters in My giving, each with a browser of their own, without script."""

import re
from dataclasses import dataclass, field
from email.message import EmailMessage
from html import unescape
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from donations.core.database import session
from donations.supporters.models import Supporter
from tests.page_text import text_of as page_text
from tests.story import Story

HOME = "/my"
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
_APPROVE = re.compile(r'action="([^"]*/my/e-mail/approve/[^"]+)"')
_LINK = re.compile(r"https?://\S+/my/\S+")


@dataclass
class Giver:
    """Somebody who has given, at a browser."""

    story: Story
    email: str = "kim@example.org"
    language: str = "en"
    address: str = "192.0.2.9"
    client: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.new_browser()

    def new_browser(self) -> FlaskClient:
        browser = self.story.app.test_client()
        browser.environ_base["REMOTE_ADDR"] = self.address
        return browser

    @property
    def id(self) -> UUID:
        with self.story.inside():
            return session.scalars(select(Supporter.id).where(Supporter.email_key == self.email.lower())).one()

    def opens(self, path: str = HOME) -> TestResponse:
        """A page of theirs, in their language."""
        return self.client.get(f"/{self.language}{path}")

    def sends(self, path: str, given: dict[str, Any] | None = None, *, page: str = HOME) -> TestResponse:
        """A form, with the token a browser would send along."""
        data = {"csrf_token": token_on(self.opens(page).text), **(given or {})}
        return self.client.post(f"/{self.language}{path}", data=data)

    def asks_for_link(self, email: str = "") -> TestResponse:
        """Write an address and send it; the worker does its part."""
        answer = self.sends("/my/sign-in", {"email": email or self.email})
        self.story.drains()
        return answer

    def signs_in(self) -> "Giver":
        """By the newest letter."""
        self.client = self.new_browser()
        assert self.asks_for_link().status_code == 200
        answer = self.presses(link_in(self.newest_letter()))
        assert answer.status_code == 303, answer.text
        assert self.is_in()
        return self

    def presses(self, link: str) -> TestResponse:
        """Follow a link of a letter, and press the one button of its page."""
        path = urlsplit(link).path
        page = self.client.get(path)
        if "csrf_token" not in page.text:
            return page
        return self.client.post(path, data={"csrf_token": token_on(page.text)})

    def approves(self, link: str) -> TestResponse:
        """Follow the link in the letter to an old address, and say yes to the new one; the page that follows."""
        page = self.client.get(urlsplit(link).path)
        found = _APPROVE.search(page.text)
        assert found, page.text
        return self.client.post(found[1], data={"csrf_token": token_on(page.text)}, follow_redirects=True)

    def is_in(self) -> bool:
        return self.opens("/my/details").status_code == 200

    def newest_letter(self, to: str = "") -> EmailMessage:
        """To them, or to another address."""
        letters = [each for each in self.story.mailbox.letters if (to or self.email) in str(each["To"])]
        assert letters
        return letters[-1]


def token_on(page: str) -> str:
    """What protects the page's forms."""
    found = _TOKEN.search(page)
    assert found, page
    return found[1]


def words(page: TestResponse) -> str:
    """What a reader sees of it, on one line."""
    return page_text(page.text)


def text_of(letter: EmailMessage) -> str:
    """Its plain text."""
    part = letter.get_body(("plain",))
    assert part
    return str(part.get_content())


def link_in(letter: EmailMessage) -> str:
    """The one link into My giving."""
    found = _LINK.search(text_of(letter))
    assert found, text_of(letter)
    return unescape(found[0])


def gives(story: Story, email: str = "kim@example.org", amount: str = "50.00", **given: str) -> Giver:
    """Somebody who has just given, not signed in yet."""
    story.gives(amount, email=email, **given)
    return Giver(story, email)
