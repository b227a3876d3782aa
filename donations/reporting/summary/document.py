"""A summary of gifts as a PDF. Only the worker imports this module: it loads the typesetter."""

from collections.abc import Mapping
from typing import Any

from donations.receipts.typesetter import breakable, mapped, typeset


def render_summary(content: Mapping[str, Any]) -> bytes:
    """As many pages as it takes; the heads of its columns stand on each."""
    printed = mapped({key: value for key, value in content.items() if key != "issued_on"}, breakable)
    return typeset("summary", printed, content["issued_on"])
