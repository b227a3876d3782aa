"""Headers of every answer, errors and redirects included."""

import pytest

from tests.web.service import filled

KINDS = {
    "page": ("GET", "/en/give", 200),
    "redirect": ("GET", "/", 302),
    "stylesheet": ("GET", "/brand.css", 200),
    "file": ("GET", "/static/css/public.css", 200),
    "missing file": ("GET", "/static/css/none.css", 404),
    "missing page": ("GET", "/none", 404),
    "wrong method": ("POST", "/privacy", 405),
    "bad form": ("POST", "/en/give", 422),
    "bad webhook": ("POST", "/webhooks/stripe", 400),
    "broken link": ("GET", "/thanks/none", 404),
    "options": ("OPTIONS", "/give", 200),
    "figures": ("GET", "/metrics", 200),
}
POLICY = {
    "default-src": "'none'",
    "style-src": "'self'",
    "script-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self' http://127.0.0.1:8001",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}


@pytest.fixture(params=KINDS)
def answer(quiet, request):
    method, path, status = KINDS[request.param]
    made = quiet.browser().open(path, method=method)
    assert made.status_code == status
    return made


def test_every_answer_forbids_what_no_page_of_ours_needs(answer) -> None:
    shown = {name: answer.headers[name] for name in ("X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy")}
    assert shown == {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
    }
    assert dict(part.split(" ", 1) for part in answer.headers["Content-Security-Policy"].split("; ")) == POLICY


@pytest.mark.both_databases
def test_only_our_own_files_are_kept_by_browsers(quiet) -> None:
    answers = {kind: quiet.browser().open(path, method=method) for kind, (method, path, _) in KINDS.items()}
    kept = {kind: answer.headers.get("Cache-Control", "") for kind, answer in answers.items()}
    assert {kind for kind, rule in kept.items() if rule != "no-store"} == {"stylesheet", "file"}
    assert all("max-age=31536000" in kept[kind] for kind in ("stylesheet", "file"))


def test_a_crash_answers_with_all_headers(plain) -> None:
    plain.app.view_functions["public.privacy"] = lambda: 1 / 0
    answer = plain.browser().get("/privacy")
    assert answer.status_code == 500
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "path", ["/", "/privacy", "/receipts/check", "/healthz", "/brand.css", "/none", "/thanks/none"]
)
def test_no_cookie_is_set_before_the_form(quiet, path: str) -> None:
    assert "Set-Cookie" not in quiet.browser().get(path).headers


def test_the_forms_cookie_is_out_of_reach_of_scripts_and_other_sites(quiet) -> None:
    cookie = quiet.browser().get("/give").headers["Set-Cookie"]
    assert ("HttpOnly" in cookie, "SameSite=Lax" in cookie, "Path=/" in cookie, "Secure" in cookie) == (
        *(True, True, True, False),
    )
    assert "Domain" not in cookie


def test_under_https_browsers_are_told_to_stay_there(secure) -> None:
    answer = secure.browser().get("/en/give")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert "Secure" in answer.headers["Set-Cookie"]


def test_without_https_nothing_is_promised(quiet) -> None:
    assert "Strict-Transport-Security" not in quiet.browser().get("/en/give").headers


def test_under_https_a_form_is_taken_without_a_referer(secure) -> None:
    browser = secure.browser()
    answer = browser.post("/en/give", data=filled(browser))
    assert (answer.status_code, "Referer" in answer.request.headers) == (303, False)


@pytest.mark.parametrize("path", ["/en/give", "/none", "/privacy", "/healthz", "/static/css/public.css"])
@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "evil.example:8000", "a b", "", "127.0.0.1@evil.example"]
)
def test_a_forged_host_is_refused_and_never_repeated(quiet, path: str, host: str) -> None:
    with quiet.untouched():
        answer = quiet.browser().get(path, headers={"Host": host})
    assert answer.status_code == 400
    assert "evil.example" not in answer.text + str(answer.headers)
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_links_that_leave_the_page_are_made_from_the_configured_address(secure) -> None:
    browser = secure.browser()
    loopback = {"X-Forwarded-Host": "127.0.0.1", "X-Forwarded-Proto": "http"}
    browser.post("/en/give", data=filled(browser), headers=loopback)
    [made] = secure.sandbox.all("checkout.session")
    assert made["success_url"].startswith("https://donate.example.org/en/thanks/")
    assert made["cancel_url"].startswith("https://donate.example.org/en/give/return/")
