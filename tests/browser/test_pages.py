"""Every page in every state, in both languages: for everybody, on every screen."""

import pytest
from playwright.sync_api import expect

from tests.browser import look
from tests.browser.scenes import SCENES
from tests.browser.visitor import Visitor


@pytest.fixture(scope="module", params=["pl", "en"])
def visitor(request, open_window, wire, live, somebody):
    """One window for all pages of a language."""
    with open_window(beside=wire.impatient, locale=request.param) as window:
        yield Visitor(window, live, request.param, somebody())


@pytest.fixture(scope="module", params=SCENES)
def shown(request, visitor, wire, somebody):
    """The page as a scene leaves it; several tests look at the same one."""
    visitor.who = somebody()
    visitor.page.set_viewport_size({"width": 1280, "height": 800})
    SCENES[request.param](visitor, wire)
    return visitor.page


def test_it_speaks_its_language(shown, visitor):
    expect(shown.locator("html")).to_have_attribute("lang", visitor.language)


def test_it_has_no_barrier(shown, visitor, colours_in):
    assert look.barriers(shown, with_colours=visitor.language in colours_in) == []


def test_it_fits_every_window(shown):
    assert [look.overflow(shown, width) for width in (320, 375, 1280, 1440)] == [[]] * 4


def test_it_fits_when_enlarged_four_times(shown):
    assert look.overflow_when_enlarged(shown) == []


def test_a_thumb_meets_what_it_aims_at(shown):
    assert look.small_targets(shown) == []


def test_no_field_makes_a_telephone_zoom(shown):
    assert look.tiny_inputs(shown) == []
