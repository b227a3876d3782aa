"""A real Chromium before the real thing: web server, worker and sandbox as processes of their own, on real ports."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from tests.browser.clerk import Clerk
from tests.browser.live import Live, Person
from tests.browser.neighbours import neighbour
from tests.browser.visitor import Visitor
from tests.browser.watch import Watch
from tests.browser.wire import Wire
from tests.browser.world import World
from tests.chromium import REMEDY, find_chromium, launch_arguments
from tests.packaging.service import clean_environment, started
from tests.selection import size_of

HERE = Path(__file__).parent
PATIENCE = 10_000  # milliseconds, on a machine with other things to do
UNLIMITED = {"DONATIONS_GIVE_LIMIT": "100000/minute", "DONATIONS_PAGE_LIMIT": "100000/minute"}
expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of these need a browser."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The Chromium that is here. Without one the tests are left out; continuous integration insists on one."""
    found = find_chromium()
    if not found and os.environ.get("CI"):
        pytest.fail(f"No browser. {REMEDY}", pytrace=False)
    if not found:
        pytest.skip(f"No browser. {REMEDY}")
    return {**browser_type_launch_args, "executable_path": found, "args": launch_arguments()}


@pytest.fixture(scope="session")
def live(browser_type_launch_args: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """`donations run`, for all tests together; each gives under a name of its own."""
    folder = tmp_path_factory.mktemp("live")
    environment = {**clean_environment(folder / "data"), **UNLIMITED}
    command = [str(Path(sys.executable).with_name("donations")), "run"]
    with started(command, folder, environment) as service:
        yield Live(service.url, f"http://127.0.0.1:{environment['SANDBOX_PORT']}", folder / "data")
        service.stop()


@pytest.fixture(scope="session")
def colours_in(pytestconfig: pytest.Config) -> set[str]:
    """The languages in which contrast is measured: it is the same in both, and takes longer than all the rest."""
    return {"pl", "en"} if size_of(pytestconfig) == "full" else {"pl"}


@pytest.fixture(scope="session")
def base_url(live: Live) -> str:
    """Addresses without a host are the service's."""
    return live.url


@pytest.fixture(scope="session")
def somebody() -> Callable[[], Person]:
    """Makes people nobody has seen before: the same donation twice from one address would be asked about."""
    numbers = count(1)
    return lambda: Person(f"zofia-{next(numbers)}@example.org", "Zofia Żółć")


@pytest.fixture(scope="session")
def wire(
    playwright: Playwright, live: Live, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Wire]:
    """For donations that need no window."""
    requests = playwright.request.new_context()
    with neighbour(live, sqlite_template, tmp_path_factory.mktemp("impatient"), give_limit="1/hour") as impatient:
        yield Wire(requests, live, impatient)
    requests.dispose()


@pytest.fixture(scope="session")
def world(live: Live, wire: Wire) -> World:
    """What there is to see at the desk."""
    return World(live, wire)


@pytest.fixture(scope="session")
def open_window(
    browser: Browser, browser_context_args: dict[str, Any], live: Live
) -> Callable[..., AbstractContextManager[Page]]:
    """A window of a browser of its own. Nothing in it may ask a stranger or complain, or the test fails."""

    @contextmanager
    def opened(beside: str = "", **wishes: Any) -> Iterator[Page]:
        watch = Watch({live.url, live.sandbox_url, beside})
        context = browser.new_context(**{**browser_context_args, **wishes})
        context.set_default_timeout(PATIENCE)
        watch.over(context)
        yield context.new_page()
        context.close()
        assert watch.strangers == []
        assert watch.complaints == []

    return opened


@pytest.fixture
def arrives(
    live: Live, open_window: Callable[..., AbstractContextManager[Page]], somebody: Callable[[], Person]
) -> Iterator[Callable[..., Visitor]]:
    """A new visitor in a new browser, made as one wishes (`java_script_enabled=False`)."""
    with ExitStack() as windows:

        def arrive(language: str, **wishes: Any) -> Visitor:
            window = windows.enter_context(open_window(locale=language, **wishes))
            return Visitor(window, live, language, somebody())

        yield arrive


@pytest.fixture
def at_the_desk(live: Live, open_window: Callable[..., AbstractContextManager[Page]]) -> Iterator[Callable[..., Clerk]]:
    """Somebody who has just signed in, in a new browser made as one wishes."""
    with ExitStack() as windows:

        def sit_down(**wishes: Any) -> Clerk:
            window = windows.enter_context(open_window(locale="en", accept_downloads=True, **wishes))
            return Clerk(window, live, "en").signs_in()

        yield sit_down
