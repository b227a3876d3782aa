"""The receipt as a PDF. Only the worker imports this module: it loads the typesetter."""

from collections.abc import Iterable, Mapping
from datetime import date
from io import BytesIO
from math import ceil
from typing import Any

import segno

from donations.core.money import Money
from donations.receipts.printable import printable
from donations.receipts.snapshot import Issuer, ReceiptFacts, VoidNote, build_snapshot, void_lines
from donations.receipts.typesetter import breakable, mapped, typeset

_ROOM = 562.0  # points between the letterhead and the foot, for what is counted here
_CAPITAL = 1.6  # how much wider than the usual letter


def surely_fits(document: Mapping[str, Any]) -> bool:
    """True when the counted lines leave room; `document` is what the template gets."""
    donor, issuer = document["donor"], document["issuer"]
    donor_height = _height([donor["name"]], 29, 15) + _height(donor["address_lines"], 36)
    numbers = " ".join(part["label"] + part["value"] for part in issuer["registration"])
    issuer_height = _height([issuer["legal_name"]], 34, 15) + _height([*issuer["address_lines"], numbers], 42, 14)
    notices = [part for part in (document["warning"] or "", *document["void"]) if part]
    needed = (
        _height([issuer["name"]], 30, 20)
        + _height([document["title"], document["amount"]], 26, 28)
        + _height([document["amount_in_words"]], 60, 17)
        + max(donor_height, issuer_height)
        + _height([row["value"] for row in document["facts"]], 62, 13, 7)
        + _height(document["statements"], 84, 13, 5)
        + _height(notices, 76, 14, 16)
        + _height([document["check"]["url"]], 66, 13)
    )
    return needed <= _ROOM


def _height(texts: Iterable[str], letters_a_line: int, line: float = 13, around: float = 0) -> float:
    return sum(around + line * ceil(_width(text) / letters_a_line) for text in texts)


def _width(text: str) -> float:
    capitals = sum(letter.isupper() for letter in text)
    return len(text) + capitals * (_CAPITAL - 1)


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
