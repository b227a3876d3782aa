"""A logo: whatever is sent, only pixels stay, few of them; what is no picture is refused with the reason."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image, PngImagePlugin

from donations.core.database import session
from donations.core.errors import Refused
from donations.organisation.logo import LARGEST_FILE, drawn, find_logo, keep_logo, remove_logo
from donations.organisation.queries import the_organisation
from tests.databases import undone


def picture(kind: str = "PNG", size: tuple[int, int] = (300, 100), mode: str = "RGB", **saved: object) -> bytes:
    file = BytesIO()
    Image.new(mode, size, "#7a2e1f" if mode.startswith("RGB") else 1).save(file, kind, **saved)
    return file.getvalue()


def bomb(width: int = 60_000, height: int = 60_000) -> bytes:
    """A PNG of a few bytes that says it is enormous."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(9999))) + chunk(b"IEND", b"")
    )


def turned() -> bytes:
    """A photograph held upright, with a note where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "at home"
    return picture("JPEG", (300, 100), exif=exif)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize(
    ("size", "small"),
    [((300, 100), (300, 100)), ((4000, 1000), (400, 100)), ((1000, 4000), (40, 160)), ((2000, 2), (400, 1))],
)
def test_a_picture_becomes_small_and_keeps_its_shape(kind, size, small) -> None:
    width, height = drawn(picture(kind, size)).size
    assert abs(width - small[0]) <= 1
    assert height == small[1]


def test_what_is_clear_stays_clear() -> None:
    assert drawn(picture(mode="RGBA")).mode == "RGBA"
    assert drawn(picture(mode="RGB")).mode == "RGB"


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "CMYK"])
def test_every_kind_of_pixel_is_drawn(mode) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    assert drawn(picture(kind, mode=mode)).mode in ("RGB", "RGBA")


def test_a_photograph_is_turned_upright_and_says_no_more_where_it_was_taken() -> None:
    upright = drawn(turned())
    assert upright.size == (53, 160)
    assert not upright.getexif()
    assert upright.info == {}


def test_notes_in_a_file_are_left_behind() -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "<script>")
    assert drawn(picture(pnginfo=notes)).info == {}


def test_of_moving_pictures_the_first_is_taken() -> None:
    frames = [Image.new("RGB", (30, 10), colour) for colour in ("#ff0000", "#00ff00")]
    file = BytesIO()
    frames[0].save(file, "WEBP", save_all=True, append_images=frames[1:], lossless=True)
    assert drawn(file.getvalue()).getpixel((5, 5)) == (255, 0, 0)


NO_PICTURES = {
    "a vector drawing": (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "programs"),
    "one with a head": (b'\xef\xbb\xbf <?xml version="1.0"?><svg/>', "programs"),
    "a page": (b"<html><body>", "cannot be read"),
    "nothing known": (b"GIF89a" + bytes(50), "cannot be read"),
    "a moving one of the wrong kind": (picture("GIF", mode="P"), "cannot be read"),
    "half a picture": (picture(size=(300, 300))[:200], "cannot be read"),
    "a head alone": (b"\x89PNG\r\n\x1a\n", "cannot be read"),
    "a program named as one": (b"MZ" + bytes(300), "cannot be read"),
    "a heavy file": (picture() + bytes(LARGEST_FILE), "larger than 2 MB"),
    "a bomb": (bomb(), "too many pixels"),
    "a smaller bomb": (bomb(10_000, 2_001), "too many pixels"),
    "one too small to be told by its size": (bomb(4_000, 4_000), "cannot be read"),
}


@pytest.mark.parametrize(("upload", "shown"), NO_PICTURES.values(), ids=NO_PICTURES.keys())
def test_what_is_no_picture_is_refused_with_the_reason(upload, shown) -> None:
    with pytest.raises(Refused, match=shown):
        drawn(upload)


@pytest.mark.usefixtures("inside")
def test_what_is_kept_is_a_png_of_ours() -> None:
    with undone():
        logo = keep_logo(picture("JPEG"), shows_name=False)
        session.expire_all()
        assert (logo.width, logo.height, len(logo.digest)) == (300, 100, 64)
        assert Image.open(BytesIO(logo.picture)).format == "PNG"
        kept = the_organisation().logo
        assert kept is not None
        assert kept.digest == logo.digest


@pytest.mark.usefixtures("inside")
def test_pages_kept_ready_are_made_anew() -> None:
    with undone():
        before = the_organisation().changed_at
        keep_logo(picture(), shows_name=False)
        session.expire_all()
        with_logo = the_organisation().changed_at
        remove_logo()
        session.expire_all()
        assert before < with_logo < the_organisation().changed_at
        assert find_logo() is None


@pytest.mark.usefixtures("inside")
def test_how_it_is_used_can_change_without_another_picture() -> None:
    with undone():
        with pytest.raises(Refused, match="choose a picture"):
            keep_logo(None, shows_name=True)
        digest = keep_logo(picture(), shows_name=False).digest
        again = keep_logo(None, shows_name=True)
        assert (again.digest, again.shows_name) == (digest, True)
