"""A form as a browser without script would send it."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """The fields of a page's form with the values they start with."""

    values: dict[str, str] = field(default_factory=dict)

    def filled(self, **given: str | None) -> dict[str, str]:
        """What is sent: the values on the page, with these instead; None leaves a field out."""
        merged = {**self.values, **given}
        return {name: value for name, value in merged.items() if value is not None}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.form = Form()
        self._select = self._area = ""
        self._first_option = True

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        have = dict(attrs)
        name, value = have.get("name") or "", have.get("value") or ""
        if tag == "input" and name:
            self._input(have, name, value)
        elif tag == "select":
            self._select, self._first_option = name, True
        elif tag == "option" and self._select and (self._first_option or "selected" in have):
            self.form.values[self._select] = value
            self._first_option = False
        elif tag == "textarea":
            self._area = name
            self.form.values[name] = ""

    def _input(self, have: dict[str, str | None], name: str, value: str) -> None:
        kind = have.get("type", "text")
        if kind in ("radio", "checkbox"):
            if "checked" in have:
                self.form.values[name] = value or "y"
        else:
            self.form.values[name] = value

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.form.values[self._area] += data


def read_form(page: str) -> Form:
    """The fields of the page (a page here has one form)."""
    reader = _Reader()
    reader.feed(page)
    if "message" in reader.form.values:  # a browser drops the line break after <textarea>
        reader.form.values["message"] = reader.form.values["message"].removeprefix("\r").removeprefix("\n")
    return reader.form
