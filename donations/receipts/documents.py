"""Receipts as tagged PDF: the data of a page, and the typesetter that makes it."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from io import BytesIO
from math import ceil
from threading import Lock
from typing import Any

import segno

from donations.core.installation import templates_folder
from donations.core.money import Money
from donations.receipts.printable import printable
from donations.receipts.snapshot import Issuer, ReceiptFacts, VoidNote, build_snapshot, void_lines

_typesetting = Lock()  # a compiler works on one document at a time, and refuses a second thread
_LONG_RUN = re.compile(r"\S{24}(?=\S)")


class DocumentFailed(RuntimeError):
    """The typesetter gave up: a bug of ours or its own, nothing a person can mend."""


def typeset(template: str, document: Mapping[str, Any], issued_on: str) -> bytes:
    """The bytes of `document`, set by ``templates/documents/<template>.typ``.

    Their time stamp is noon of the day of issue, so that they never differ.
    """
    try:
        with _typesetting:
            pdf = _compiler(template).compile(
                format="pdf",
                sys_inputs={template: json.dumps(document)},
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


def breakable(text: str) -> str:
    """`text` as printed; a word without end may break after every 24 letters instead of running off the page."""
    return _LONG_RUN.sub("\\g<0>\u200b", printable(text)[0])


def mapped(value: Any, change: Callable[[str], str]) -> Any:
    """`value` with every text in it changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {key: mapped(part, change) for key, part in value.items()}
    return [mapped(part, change) for part in value] if isinstance(value, list) else value


@cache
def _compiler(template: str) -> Any:
    import typst  # noqa: PLC0415 - 40 MiB that only the worker needs

    folder = templates_folder() / "documents"
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
    return typst.Compiler(folder / f"{template}.typ", root=folder, font_paths=fonts, ignore_system_fonts=True)


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
