"""What `tokens.css` makes of the organisation's colour, reckoned here: so that staff see it, and a test can prove it.

Lightness and strength are bounded in OKLCH; the paper, and the wash that lies beneath some words, are the file's own.
"""

from dataclasses import dataclass
from math import atan2, cbrt, cos, hypot, sin

from donations.mail.render import contrast

ENOUGH = 4.5  # WCAG 2.2, 1.4.3
# As in tokens.css; a test compares.
LIGHT_PAPERS, DARK_PAPERS = ("#fcfbf8", "#f3f0e8"), ("#191815", "#24221d")
DARKEST_NEEDED, LIGHT_CHROMA = 0.43, 0.13
LIGHTEST_NEEDED, DARK_CHROMA = 0.8, 0.11
WASH = 0.09

_LINEAR_BELOW, _LINEAR_BELOW_BACK = 0.04045, 0.0031308  # where the curve of sRGB begins
Lab = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Shade:
    """The colour as one scheme shows it, and its least contrast on that scheme's papers."""

    colour: str
    paper: str
    contrast: float


@dataclass(frozen=True, slots=True)
class Shades:
    """On light paper and on dark."""

    light: Shade
    dark: Shade
    contrast_before: float  # of the colour itself, on light paper

    @property
    def is_bent(self) -> bool:
        """The colour itself would be too pale to be read on paper."""
        return self.contrast_before < ENOUGH


def shades_of(colour: str) -> Shades:
    """`colour` is ``#rrggbb``."""
    lightness, a, b = _lab(colour)
    light = _bounded(min(lightness, DARKEST_NEEDED), a, b, LIGHT_CHROMA)
    dark = _bounded(max(lightness, LIGHTEST_NEEDED), a, b, DARK_CHROMA)
    return Shades(_shade(light, LIGHT_PAPERS), _shade(dark, DARK_PAPERS), contrast(colour, LIGHT_PAPERS[0]))


def _shade(colour: str, papers: tuple[str, str]) -> Shade:
    grounds = (*papers, _mixed(colour, papers[0], WASH))
    return Shade(colour, papers[0], min(contrast(colour, ground) for ground in grounds))


def _bounded(lightness: float, a: float, b: float, most: float) -> str:
    chroma, hue = min(hypot(a, b), most), atan2(b, a)
    return _hex((lightness, chroma * cos(hue), chroma * sin(hue)))


def _mixed(colour: str, paper: str, share: float) -> str:
    pairs = zip(_lab(colour), _lab(paper), strict=True)
    first, second, third = (one * share + other * (1 - share) for one, other in pairs)
    return _hex((first, second, third))


def _lab(colour: str) -> Lab:
    """sRGB to OKLab, as CSS Color 4 gives it."""
    red, green, blue = (_linear(int(colour[start : start + 2], 16) / 255) for start in (1, 3, 5))
    long = cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def _hex(lab: Lab) -> str:
    """OKLab to sRGB; what no screen can show is cut off, as browsers do."""
    lightness, a, b = lab
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    channels = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
    return "#" + "".join(f"{round(_curved(min(max(channel, 0), 1)) * 255):02x}" for channel in channels)


def _linear(share: float) -> float:
    return share / 12.92 if share <= _LINEAR_BELOW else ((share + 0.055) / 1.055) ** 2.4


def _curved(share: float) -> float:
    return share * 12.92 if share <= _LINEAR_BELOW_BACK else 1.055 * share ** (1 / 2.4) - 0.055
