"""Every page of My giving in every state, in both languages: for everybody, on every screen."""

from contextlib import ExitStack

import pytest
from playwright.sync_api import expect

from tests.browser import look
from tests.browser.giver import Giver
from tests.browser.live import Person
from tests.browser.portal_scenes import ALIKE, SCENES, STRANGE
from tests.selection import scenes

LANGUAGES = ("pl", "en")
ALL = {**SCENES, **STRANGE}


@pytest.fixture(scope="module")
def givers(open_window, live, wire):
    """For each language two windows: of somebody who gives every month, signed in and not."""
    with ExitStack() as stack:
        found = {}
        for language in LANGUAGES:
            who = Person(f"regular-{language}@example.org", "Zofia Żółć-Brzęczyszczykiewicz")
            wire.gives(language, who, frequency="monthly")
            windows = [stack.enter_context(open_window(locale=language)) for _ in range(2)]
            inside, stranger = (Giver(window, live, language, who) for window in windows)
            inside.plan()
            found[language] = (inside.signs_in(), stranger)
        yield found


@pytest.fixture(scope="module", params=scenes(ALL, ALIKE), ids="-".join)
def scene(request):
    """One fixture for both, so that all pages of a language come one after the other."""
    return request.param


@pytest.fixture(scope="module")
def language(scene):
    return scene[0]


@pytest.fixture(scope="module")
def shown(scene, givers):
    """The page as a scene leaves it; several tests look at the same one."""
    language, name = scene
    giver = givers[language][name in STRANGE]
    giver.page.set_viewport_size({"width": 1280, "height": 800})
    ALL[name](giver)
    return giver.page


def test_it_speaks_its_language(shown, language):
    expect(shown.locator("html")).to_have_attribute("lang", language)


def test_it_has_one_title(shown):
    expect(shown.locator("h1")).to_have_count(1)


def test_it_has_no_barrier(shown, language, colours_in):
    assert look.barriers(shown, with_colours=language in colours_in) == []


def test_it_fits_every_window(shown):
    assert [look.overflow(shown, width) for width in (320, 375, 1280, 1440)] == [[]] * 4


def test_it_fits_when_enlarged_four_times(shown):
    assert look.overflow_when_enlarged(shown) == []


def test_a_thumb_meets_what_it_aims_at(shown):
    assert look.small_targets(shown) == []


def test_no_field_makes_a_telephone_zoom(shown):
    assert look.tiny_inputs(shown) == []
