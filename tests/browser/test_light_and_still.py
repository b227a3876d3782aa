"""Small, quiet and private: little is loaded, nothing moves, nothing is kept about who only looks."""

import pytest

FORM = "?currency=PLN&amount=50"
# Every shift counts, also those right after a click.
WATCH_SHIFTS = """() => {
  window.shifts = [];
  new PerformanceObserver((list) => window.shifts.push(...list.getEntries().map((entry) => ({
    value: entry.value, moved: entry.sources.map(({ node }) => node?.outerHTML?.slice(0, 100) ?? node?.textContent),
  })))).observe({ type: "layout-shift", buffered: true });
}"""
AFTER_TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def shifts(page):
    page.evaluate(AFTER_TWO_FRAMES)
    return page.evaluate("window.shifts")


@pytest.mark.parametrize("language", ["pl", "en"])
@pytest.mark.parametrize("width", [320, 375, 1280])
def test_nothing_moves_while_loading_and_choosing(arrives, language, width):
    visitor = arrives(language, viewport={"width": width, "height": 3000})
    visitor.page.add_init_script(f"({WATCH_SHIFTS})()")
    visitor.opens_form(FORM)
    assert shifts(visitor.page) == []
    visitor.chooses("200")
    visitor.named("cover_costs").check()
    visitor.named("amount_other").fill("49999,99")
    visitor.named("currency").select_option("USD")
    visitor.named("fund").select_option("reporting")
    visitor.named("amount_other").fill("")

    assert shifts(visitor.page) == []


@pytest.mark.parametrize("path", ["/give", "/give/rivers"])
def test_the_whole_page_weighs_less_than_forty_kilobytes(arrives, live, path):
    visitor, bodies = arrives("pl"), {}
    visitor.page.on("response", lambda answer: bodies.update({answer.url: answer}))
    visitor.page.goto(f"{live.url}/pl{path}", wait_until="networkidle")
    sizes = {url: len(answer.body()) for url, answer in bodies.items()}

    assert {url.rpartition(".")[2].partition("?")[0] for url in sizes} >= {"css", "js"}
    assert sum(sizes.values()) < 40_000, sizes


def test_who_only_looks_gets_no_cookie(arrives, live):
    visitor = arrives("en")
    for address in (live.article("en"), f"{live.url}/en/privacy", f"{live.url}/en/receipts/check", f"{live.url}/en/no"):
        visitor.page.goto(address)
    assert visitor.page.context.cookies() == []


def test_the_form_brings_one_cookie_that_ends_with_the_visit(arrives):
    visitor = arrives("en")
    visitor.opens_form()
    [cookie] = visitor.page.context.cookies()

    assert (cookie["httpOnly"], cookie["sameSite"], cookie["expires"]) == (True, "Lax", -1)


def test_nothing_is_stored_in_the_browser(arrives):
    visitor = arrives("en")
    visitor.begins()
    visitor.pays()
    visitor.expects_state("received")

    assert visitor.page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
