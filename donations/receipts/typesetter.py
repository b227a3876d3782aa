"""Documents as PDF: tagged (PDF/UA-1), archivable (PDF/A-2a), with embedded fonts, the same bytes every time.

Texts reach the typesetter as JSON data, never as markup, so a name with markup or an address prints as it stands.
Only the worker imports this module: typst is large, and keeps the interpreter's lock while it works.
"""

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from threading import Lock
from typing import Any

import typst

from donations.core.package_paths import templates_folder
from donations.receipts.printable import printable

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
def _compiler(template: str) -> typst.Compiler:
    folder = templates_folder() / "documents"
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
    return typst.Compiler(folder / f"{template}.typ", root=folder, font_paths=fonts, ignore_system_fonts=True)
