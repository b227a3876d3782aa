"""Every page in every state, in both languages: for everybody, on every screen."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import look
from tests.browser.scenes import SCENES
from tests.browser.visitor import Visitor

SHOWN = [pytest.param((name, language), id=f"{name}-{language}") for name in SCENES for language in ("pl", "en")]


@pytest.fixture(scope="module", params=SHOWN)
def shown(request, open_window, wire, live, somebody):
    """The page as a scene leaves it; several tests look at the same one."""
    name, language = request.param
    with open_window(locale=language) as window:
        SCENES[name](Visitor(window, live, language, somebody()), wire)
        yield window


def test_it_speaks_its_language(shown, request):
    language = request.node.callspec.params["shown"][1]
    expect(shown.locator("html")).to_have_attribute("lang", re.compile(language))


def test_it_has_no_barrier(shown):
    assert look.barriers(shown) == []


def test_it_fits_every_window(shown):
    assert [look.overflow(shown, width) for width in (320, 375, 1280, 1440)] == [[]] * 4


def test_it_fits_when_enlarged_four_times(shown):
    assert look.overflow_when_enlarged(shown) == []


def test_a_thumb_meets_what_it_aims_at(shown):
    assert look.small_targets(shown) == []


def test_no_field_makes_a_telephone_zoom(shown):
    assert look.tiny_inputs(shown) == []
