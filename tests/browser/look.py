"""Measuring a page as it stands."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

_ABOUT_COLOURS = ["color-contrast", "link-in-text-block"]
_WHOLE = {"resultTypes": ["violations"], "preload": False}
_COLOURS = {**_WHOLE, "runOnly": _ABOUT_COLOURS}
_WITHOUT_COLOURS = {**_WHOLE, "rules": {rule: {"enabled": False} for rule in _ABOUT_COLOURS}}

# What sticks out to the right, deepest element first: its own box, or its unbroken content. Wide lists of the desk
# scroll within a frame of their own.
_WIDER = """() => {
  const wide = document.documentElement.clientWidth;
  const out = (e) => e.getBoundingClientRect().right > wide + 0.5 || e.getBoundingClientRect().left < -0.5;
  const name = (e) => e.outerHTML.slice(0, 120);
  const found = [...document.body.querySelectorAll("*:not(.unseen, .wide *)")].filter(out).map(name).slice(-3);
  const needed = document.documentElement.scrollWidth;
  return needed > wide ? [...found, `${needed} > ${wide}`] : found;
}"""

# A control may be met on its label as well; a link within a sentence is as high as its line.
_SMALL = """(least) => {
  const box = (e) => { const b = e.getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom]; };
  const join = ([a, b, c, d], [e, f, g, h]) => [Math.min(a, e), Math.min(b, f), Math.max(c, g), Math.max(d, h)];
  const isInSentence = (e) => e.matches("a") && getComputedStyle(e).display === "inline";
  const controls = [...document.querySelectorAll("a, button, input, select, textarea")]
    .filter((e) => e.checkVisibility() && !e.closest(".unseen") && !isInSentence(e));
  const sizes = controls.map((e) => [e, [e, ...(e.labels ?? [])].map(box).reduce(join)]);
  return sizes.filter(([, [a, b, c, d]]) => c - a < least || d - b < least)
    .map(([e, [a, b, c, d]]) => `${c - a} × ${d - b} ${e.outerHTML.slice(0, 120)}`);
}"""

_TINY = """() => [...document.querySelectorAll("input, select, textarea")]
  .filter((e) => e.checkVisibility() && parseFloat(getComputedStyle(e).fontSize) < 16)
  .map((e) => e.outerHTML.slice(0, 120))"""


def barriers(page: Page, *, with_colours: bool = True) -> list[str]:
    """What axe finds wrong, in the light and in the dark: the page is the same, only its colours change.

    Contrast is most of the work, and the same in each language: it need not be measured in all of them.
    """
    page.emulate_media(color_scheme="light")
    if not with_colours:
        return _findings(page, "light", _WITHOUT_COLOURS)
    found = _findings(page, "light", _WHOLE)
    page.emulate_media(color_scheme="dark")
    return found + _findings(page, "dark", _COLOURS)


def overflow(page: Page, width: int) -> list[str]:
    """What is wider than a window of that width."""
    page.set_viewport_size({"width": width, "height": 800})
    return list(page.evaluate(_WIDER))


def overflow_when_enlarged(page: Page) -> list[str]:
    """The same at 400 % of a 1280 px window, for somebody who has doubled the text as well."""
    page.set_viewport_size({"width": 320, "height": 256})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    found: list[str] = page.evaluate(_WIDER)
    page.evaluate("document.documentElement.style.fontSize = ''")
    return found


def small_targets(page: Page, least: int = 44) -> list[str]:
    """What a thumb may miss on a telephone; `least` pixels each way are asked for."""
    page.set_viewport_size({"width": 375, "height": 800})
    return list(page.evaluate(_SMALL, least))


def tiny_inputs(page: Page) -> list[str]:
    """Fields so small that a telephone zooms in on them."""
    return list(page.evaluate(_TINY))


def _findings(page: Page, scheme: str, options: dict[str, Any]) -> list[str]:
    if not page.evaluate("'axe' in window"):  # to read it takes a quarter of a second
        page.evaluate(AXE_SCRIPT)
    violations = page.evaluate("async (options) => (await axe.run(options)).violations", options)
    return [f"{scheme}: {each['id']} {node['html'][:160]}" for each in violations for node in each["nodes"]]
