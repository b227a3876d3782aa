"""The staff side's door, with a browser that keeps passkeys."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def desk(live, open_window) -> Iterator[Page]:
    """The sign-in page under a name: browsers keep no passkeys for addresses of figures."""
    url = live.url.replace("127.0.0.1", "localhost")
    with open_window(beside=url, locale="en") as page:
        page.goto(f"{url}/en/staff")
        yield page


@pytest.fixture
def demo(live) -> tuple[str, str]:
    """The one ready account of a sandbox, as its first start has noted it."""
    address, password = (live.data / "demo-account.txt").read_text().split()
    return address, password


def signs_in(page: Page, demo: tuple[str, str]) -> None:
    page.get_by_label("E-mail address").fill(demo[0])
    page.get_by_label("Password").fill(demo[1])
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def has_a_device(page: Page) -> None:
    """A telephone or laptop that recognises its owner."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})


def test_the_demo_account_opens_the_desk(desk, demo):
    signs_in(desk, demo)
    expect(desk).to_have_url(re.compile("/en/staff$"))


def test_a_passkey_is_made_used_and_removed(desk, demo):
    has_a_device(desk)
    signs_in(desk, demo)
    desk.get_by_role("link", name="Demo").click()
    desk.get_by_role("link", name="Manage passkeys").click()
    desk.get_by_role("textbox", name="Name").fill("Test laptop")
    desk.get_by_role("button", name="Add a passkey").click()
    expect(desk.get_by_text("The passkey is added")).to_be_visible()
    desk.get_by_role("button", name="Sign out").click()
    desk.get_by_role("button", name="Sign in with a passkey").click()
    expect(desk.get_by_role("button", name="Sign out")).to_be_visible()
    desk.goto(desk.url.partition("/staff")[0] + "/staff/passkeys")
    desk.get_by_role("button", name="Remove Test laptop").click()
    expect(desk.get_by_text("The passkey is removed")).to_be_visible()
