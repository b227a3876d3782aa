"""The receipt as a PDF. Only the worker imports this module: it loads the typesetter."""

from collections.abc import Mapping
from datetime import date
from io import BytesIO
from typing import Any

import segno

from donations.core.money import Money
from donations.receipts.facts import Issuer, ReceiptFacts, VoidNote
from donations.receipts.page_fit import surely_fits
from donations.receipts.printable import printable
from donations.receipts.snapshot import build_snapshot, void_lines
from donations.receipts.typesetter import breakable, mapped, typeset

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


def render_receipt(snapshot: Mapping[str, Any], *, void: VoidNote | None = None) -> bytes:
    """The PDF of a receipt; with `void`, the same receipt marked as no longer valid."""
    return typeset("receipt", _document(snapshot, void), snapshot["issued_on"])


def printing_notes(snapshot: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Texts the PDF prints in other letters than they were given, for staff: (as given, as printed)."""
    found: dict[str, str] = {}

    def note(text: str) -> str:
        printed, is_changed = printable(text)
        if is_changed:
            found[text] = printed
        return printed

    mapped({key: snapshot[key] for key in _BLOCKS}, note)
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
    printed: dict[str, Any] = mapped(texts, breakable)
    return {**printed, "is_long": not surely_fits(printed), "qr": _qr_code(snapshot["check"]["url"])}


def _qr_code(url: str) -> str:
    picture = BytesIO()
    # A fixed mask: trying all eight costs five times as much, and every reader copes with any.
    segno.make_qr(url, error="m", mask=4).save(picture, kind="svg", border=0, xmldecl=False, svgns=True)
    return picture.getvalue().decode()
