"""Reading pages as people do."""

import re

_TAG = re.compile(r"<[^>]+>")


def text_of(page: str) -> str:
    """What stands on it, without tags, on one line; spaces that do not break are plain ones."""
    return " ".join(_TAG.sub(" ", page).split())
