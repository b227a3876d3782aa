"""Under the headers of production, on an https address: what could kill the money step, and must not."""

import shutil

import pytest
from playwright.sync_api import expect

from tests.browser.neighbours import neighbour
from tests.browser.visitor import Visitor


@pytest.fixture(scope="module")
def secure(live, sqlite_template, tmp_path_factory):
    """A service behind TLS."""
    folder = tmp_path_factory.mktemp("secure")
    shutil.copy(sqlite_template, folder / "donations.sqlite3")
    with neighbour(live, f"sqlite:///{folder / 'donations.sqlite3'}", folder, is_secure=True) as url:
        yield url


@pytest.fixture
def visitor(secure, live, open_window, somebody):
    """Somebody who trusts our certificate."""
    with open_window(beside=secure, ignore_https_errors=True) as window:
        yield Visitor(window, live, "en", somebody(), home=secure)


def test_the_form_leads_to_the_payment_page_and_back(visitor, secure):
    visitor.begins()
    visitor.pays()

    expect(visitor.page.locator("main .state")).to_be_visible()
    assert visitor.page.url.startswith(f"{secure}/en/thanks/")


def test_the_cookie_travels_over_tls_alone_and_is_closed_to_script(visitor):
    visitor.opens_form()
    [cookie] = visitor.page.context.cookies()

    assert (cookie["secure"], cookie["httpOnly"], cookie["sameSite"]) == (True, True, "Lax")


def test_errors_come_with_the_headers_of_every_page(visitor, secure):
    answer = visitor.page.goto(f"{secure}/nothing-here")

    assert "max-age=31536000" in answer.headers["strict-transport-security"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]


def test_a_script_put_into_the_page_does_not_run(browser, secure):
    with browser.new_context(ignore_https_errors=True) as context:
        page = context.new_page()
        page.goto(f"{secure}/en/give")
        refusals = page.evaluate(
            """() => new Promise((tell) => {
              document.addEventListener("securitypolicyviolation", ({ violatedDirective }) => tell(violatedDirective));
              document.body.append(Object.assign(document.createElement("script"), { text: "window.ran = 1" }));
            })"""
        )

        assert refusals == "script-src-elem"
        assert page.evaluate("window.ran") is None
