"""Privacy text and terms are laid out as they were written: headings, and paragraphs beneath them."""

import re
import tomllib

import pytest

from tests.checkout import ROOT
from tests.web.service import Service

WRITTEN = tomllib.loads((ROOT / "donations/cli/foundation.example.toml").read_text("utf-8"))


@pytest.mark.parametrize("part", ["privacy", "terms"])
@pytest.mark.parametrize("language", ["pl", "en"])
def test_each_heading_stands_above_its_paragraphs(plain: Service, language: str, part: str) -> None:
    page = plain.browser().get(f"/{language}/{part}").text
    shown = re.findall(r"<(h2|p)>(.*?)</\1>", page.partition("<article")[2].partition("</article>")[0])
    expected = [
        ("h2", line.removeprefix("# ")) if line.startswith("# ") else ("p", line)
        for line in WRITTEN[part][language].splitlines()
        if line
    ]

    assert [(tag, text.replace("\u00a0", " ").replace("&#39;", "'")) for tag, text in shown] == expected
