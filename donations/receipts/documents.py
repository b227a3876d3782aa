"""The receipt as a PDF: tagged (PDF/UA-1), archivable (PDF/A-2a), with embedded fonts, the same bytes every time.

Texts reach the typesetter as JSON data, never as markup, so a name with markup or an address prints as it stands.
Only the worker imports this module: typst and segno are large, and typst keeps the interpreter's lock while it works.
"""

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from io import BytesIO
from threading import Lock
from typing import Any

import segno
import typst

from donations.core.money import Money
from donations.core.places import templates_folder
from donations.receipts.facts import Issuer, ReceiptFacts, VoidNote
from donations.receipts.page_fit import surely_fits
from donations.receipts.printable import printable
from donations.receipts.snapshot import build_snapshot, void_lines

_typesetting = Lock()  # a compiler works on one document at a time, and refuses a second thread
_LONG_RUN = re.compile(r"\S{24}(?=\S)")
_BLOCKS = (
    "language number title issued_day issuer donor amount amount_in_words facts statements check labels warning"
).split()

_EMPTY = ReceiptFacts(
    number="–",
    issued_on=date(2000, 1, 1),
    mode="sandbox",
    language="en",
    issuer=Issuer({}, "–", "–", "", "–", "–", {}, "", "", "", "", needs_donor_address=False),
    donor_name="–",
    donor_address=(),
    amount=Money(0, "EUR"),
    received_on=date(2000, 1, 1),
    method="online",
    fund_name="–",
    purpose="–",
    reference="–",
    payment_reference="–",
    check_code="–",
    check_url="https://example.org",
)


class DocumentFailed(RuntimeError):
    """The typesetter gave up: a bug of ours or its own, nothing a person can mend."""


def render_receipt(snapshot: Mapping[str, Any], *, void: VoidNote | None = None) -> bytes:
    """The PDF of a receipt; with `void`, the same receipt marked as no longer valid."""
    return _compiled(_document(snapshot, void), snapshot["issued_on"])


def printing_notes(snapshot: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Texts the PDF prints in other letters than they were given, for staff: (as given, as printed)."""
    found: dict[str, str] = {}

    def note(text: str) -> str:
        printed, is_changed = printable(text)
        if is_changed:
            found[text] = printed
        return printed

    _mapped({key: snapshot[key] for key in _BLOCKS}, note)
    return list(found.items())


def warm_up() -> None:
    """Compile one empty receipt: the first of a process takes a second, all others milliseconds."""
    render_receipt(build_snapshot(_EMPTY, "generic"))


def _document(snapshot: Mapping[str, Any], void: VoidNote | None) -> dict[str, Any]:
    """What the template prints: the snapshot's texts in letters the font has."""
    watermark: str | None = snapshot["watermark"]
    texts = {
        **{key: snapshot[key] for key in _BLOCKS},
        "watermark": watermark.split("\n") if watermark else [],
        "void": void_lines(snapshot, void) if void else [],
        "stamp": snapshot["void"]["stamp"],
    }
    printed: dict[str, Any] = _mapped(texts, _breakable)
    return {**printed, "is_long": not surely_fits(printed), "qr": _qr_code(snapshot["check"]["url"])}


def _breakable(text: str) -> str:
    """`text` as printed; a word without end may break after every 24 letters instead of running off the page."""
    return _LONG_RUN.sub("\\g<0>\u200b", printable(text)[0])


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    """`value` with every text in it changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {key: _mapped(part, change) for key, part in value.items()}
    return [_mapped(part, change) for part in value] if isinstance(value, list) else value


def _compiled(document: Mapping[str, Any], issued_on: str) -> bytes:
    """The bytes; their time stamp is noon of the day of issue, so that they never differ."""
    try:
        with _typesetting:
            pdf = _compiler().compile(
                format="pdf",
                sys_inputs={"receipt": json.dumps(document)},
                pdf_standards=["a-2a", "ua-1"],
                timestamp=datetime.combine(date.fromisoformat(issued_on), time(12), UTC),
            )
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic of the typesetter is not an Exception
        _compiler.cache_clear()  # and may have left it in pieces
        raise DocumentFailed(str(error)) from error
    if not isinstance(pdf, bytes):
        raise DocumentFailed("the typesetter returned no document")
    return pdf


@cache
def _compiler() -> typst.Compiler:
    folder = templates_folder() / "documents"
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
    return typst.Compiler(folder / "receipt.typ", root=folder, font_paths=fonts, ignore_system_fonts=True)


def _qr_code(url: str) -> str:
    picture = BytesIO()
    # A fixed mask: trying all eight costs five times as much, and every reader copes with any.
    segno.make_qr(url, error="m", mask=4).save(picture, kind="svg", border=0, xmldecl=False, svgns=True)
    return picture.getvalue().decode()
