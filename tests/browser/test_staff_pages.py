"""Every page of the desk in every state, in both languages: for everybody, on every screen."""

import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import look
from tests.browser.clerk import Clerk
from tests.browser.staff_scenes import ALIKE, SCENES, STRANGE, VIEWED
from tests.packaging.service import clean_environment
from tests.selection import scenes

LANGUAGES = ("pl", "en")
ALL = {**SCENES, **STRANGE, **VIEWED}
VIEWER = ("viewer@example.org", "lantern meadow otter")
# Lists for daily work are dense: WCAG 2.2 AA asks for 24 by 24 (2.5.8). Fingers are given 44 by the style sheet.
LEAST = 24


@pytest.fixture(scope="module")
def viewer(live):
    """An account that may only look."""
    command = [str(Path(sys.executable).with_name("donations")), "staff", "invite", VIEWER[0], "--role", "viewer"]
    environment = clean_environment(live.data)
    subprocess.run([*command, "--password-stdin"], input=VIEWER[1], env=environment, check=True, text=True)
    return VIEWER


@pytest.fixture(scope="module")
def clerks(open_window, live, viewer):
    """For each language three windows: of an administrator, of a stranger, and of somebody who only looks."""
    with ExitStack() as stack:

        def window(language):
            return Clerk(stack.enter_context(open_window(locale=language)), live, language)

        yield {
            language: {
                "admin": window(language).signs_in(),
                "stranger": window(language),
                "viewer": window(language).signs_in(*viewer),
            }
            for language in LANGUAGES
        }


@pytest.fixture(scope="module", params=scenes(ALL, ALIKE), ids="-".join)
def scene(request):
    """One fixture for both, so that all pages of a language come one after the other."""
    return request.param


@pytest.fixture(scope="module")
def language(scene):
    return scene[0]


@pytest.fixture(scope="module")
def shown(scene, clerks, world):
    """The page as a scene leaves it; several tests look at the same one."""
    language, name = scene
    who = "stranger" if name in STRANGE else "viewer" if name in VIEWED else "admin"
    clerk = clerks[language][who]
    clerk.page.set_viewport_size({"width": 1280, "height": 800})
    ALL[name](clerk, world)
    return clerk.page


def test_it_speaks_its_language(shown, language):
    expect(shown.locator("html")).to_have_attribute("lang", language)


def test_it_has_one_title(shown):
    expect(shown.locator("h1")).to_have_count(1)


def test_it_has_no_barrier(shown, language, colours_in):
    assert look.barriers(shown, with_colours=language in colours_in) == []


def test_it_fits_every_window(shown):
    assert [look.overflow(shown, width) for width in (320, 375, 1280, 1440)] == [[]] * 4


def test_a_pointer_meets_what_it_aims_at(shown):
    assert look.small_targets(shown, LEAST) == []
