"""Whatever colour a foundation chooses, words in it and on it can be read, on light paper and on dark."""

import re
from itertools import product

import pytest

from donations.web import accent_contrast as shades
from donations.web.accent_contrast import ENOUGH, shades_of
from tests.checkout import ROOT

STEPS = ("00", "33", "66", "99", "cc", "ff")


def test_every_colour_can_be_read_in_both_schemes() -> None:
    colours = ["#" + "".join(channels) for channels in product(STEPS, repeat=3)]
    pale = [
        (colour, shade)
        for colour in colours
        for shade in (shades_of(colour).light, shades_of(colour).dark)
        if shade.contrast < ENOUGH
    ]
    assert pale == []


def test_the_figures_are_those_of_the_stylesheet() -> None:
    css = (ROOT / "donations/static/css/tokens.css").read_text()
    papers = dict(re.findall(r"--(paper|paper-deep): light-dark\((#\w+, #\w+)\)", css))
    assert papers == {
        name: f"{light}, {dark}"
        for name, light, dark in zip(("paper", "paper-deep"), shades.LIGHT_PAPERS, shades.DARK_PAPERS, strict=True)
    }
    assert f"min(l, {shades.DARKEST_NEEDED}) min(c, {shades.LIGHT_CHROMA}) h" in css
    assert f"max(l, {shades.LIGHTEST_NEEDED}) min(c, {shades.DARK_CHROMA}) h" in css
    assert f"color-mix(in oklab, var(--accent-ink) {shades.WASH * 100:.0f}%, var(--paper))" in css


@pytest.mark.parametrize(("colour", "is_bent"), [("#ffee00", True), ("#ffffff", True), ("#7a2e1f", False)])
def test_a_colour_too_pale_for_words_is_known(colour, is_bent) -> None:
    assert shades_of(colour).is_bent == is_bent


def test_a_colour_dark_enough_stays_nearly_as_it_is_on_light_paper() -> None:
    assert shades_of("#7a2e1f").light.colour == "#7a2e1f"
