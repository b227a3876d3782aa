"""The foundation's logo: whatever picture is sent, what is kept is a small PNG that we drew from it."""

import hashlib
from io import BytesIO

from PIL import Image, ImageOps

from donations.core import clock
from donations.core.database import session
from donations.core.errors import Refused
from donations.organisation.models import OrganisationLogo
from donations.organisation.queries import mark_changed, the_organisation

LARGEST_FILE = 2 * 1024 * 1024
LARGEST = (400, 160)  # twice what pages show, for sharp screens
_MOST_PIXELS = 20_000_000  # 80 MB once unpacked; a photograph of a telephone still fits
_FORMATS = ("PNG", "JPEG", "WEBP")
_SVG_STARTS = (b"<svg", b"<?xml", b"<!doctype svg", b"<!--")


def keep_logo(upload: bytes | None, *, shows_name: bool) -> OrganisationLogo:
    """Draw the logo anew from `upload` and keep it; without one, the present picture stays.

    Raises `Refused` for what is no picture we take.
    """
    logo = find_logo() or OrganisationLogo(organisation_id=the_organisation().id)
    if upload is not None:
        picture, png = drawn(upload), BytesIO()
        picture.save(png, "PNG", optimize=True)
        logo.picture, (logo.width, logo.height) = png.getvalue(), picture.size
        logo.digest, logo.changed_at = hashlib.sha256(png.getvalue()).hexdigest(), clock.now()
    elif logo.digest is None:
        raise Refused("Please choose a picture.")
    logo.shows_name = shows_name
    session.add(logo)
    session.flush()
    mark_changed()
    return logo


def remove_logo() -> None:
    """From now on the name stands alone."""
    if logo := find_logo():
        session.delete(logo)
        session.flush()
        mark_changed()


def find_logo() -> OrganisationLogo | None:
    """Without its picture, which is read when it is asked for."""
    return session.get(OrganisationLogo, 1)


def drawn(upload: bytes) -> Image.Image:
    """The first picture in the file, turned as the camera held it, small, and with nothing else the file said."""
    if not upload:
        raise Refused("This file is empty. Please choose a picture.")
    if len(upload) > LARGEST_FILE:
        raise Refused("This file is larger than 2 MB. Please save the logo smaller.")
    if upload[:64].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_SVG_STARTS):
        raise Refused("An SVG can hold programs that run in a visitor’s browser. Please save the logo as PNG.")
    try:
        with Image.open(BytesIO(upload), formats=_FORMATS) as picture:
            _refuse_giants(picture)
            return _small(picture)
    except Refused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_large() from None
    except Exception:  # noqa: BLE001 - a decoder raises whatever a broken file makes it stumble over
        raise Refused("This cannot be read as a picture. Please send a PNG, JPEG or WebP file.") from None


def _refuse_giants(picture: Image.Image) -> None:
    """Asked of the file's head, before anything is unpacked."""
    if picture.width * picture.height > _MOST_PIXELS:
        raise _too_large()


def _too_large() -> Refused:
    return Refused("This picture has too many pixels. Please save the logo at most 2,000 pixels wide.")


def _small(picture: Image.Image) -> Image.Image:
    picture.draft("RGB", (LARGEST[0] * 2, LARGEST[1] * 2))  # a large JPEG is unpacked at a fraction of its size
    upright = ImageOps.exif_transpose(picture)
    small = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    small.thumbnail(LARGEST, Image.Resampling.LANCZOS)
    clean = Image.new(small.mode, small.size)
    clean.paste(small)  # pixels alone: no notes, no place, no colour profile
    return clean
