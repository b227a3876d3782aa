"""Templates as the rules of the house read them: the HTML that is left when Jinja's parts are taken out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

from tests.checkout import files, read

# A translated block goes with its words; a value or a statement leaves nothing but its line breaks.
_JINJA = re.compile(r"\{#.*?#\}|\{%-?\s*trans\b.*?endtrans\s*-?%\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)


@dataclass(frozen=True)
class Element:
    """One start tag, where it stands, and the text directly behind it."""

    place: str
    tag: str
    attributes: dict[str, str]
    text: str = ""


class _Reader(HTMLParser):
    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self.found: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.found.append(Element(f"{self.path}:{self.getpos()[0]}", tag, attributes))

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.found.append(Element(f"{self.path}:{self.getpos()[0]}", "", {}, data.strip()))


def without_jinja(source: str) -> str:
    """What stays in a template when everything between braces is removed; line numbers are kept."""
    return _JINJA.sub(lambda part: "\n" * part[0].count("\n"), source)


def elements(pattern: str) -> Iterator[Element]:
    """Tags, and between them texts (with an empty tag), of the matching templates in order."""
    for path in files(pattern):
        reader = _Reader(str(path))
        reader.feed(without_jinja(read(path)))
        reader.close()
        yield from reader.found
