import re

from tests.checkout import files, lines, read
from tests.house.pages import elements, without_jinja

LETTER = re.compile(r"[^\W\d_]")
SPOKEN = ("alt", "aria-label", "placeholder", "title")
# The simulator speaks to developers; the style of letters is moved into their elements when they are written.
SIMULATOR = "templates/sandbox/"
STYLED = {"templates/email/_layout.html"}
# The same in every language: a mark of ours, and what is set apart for machines.
UNTRANSLATED = {"PDF", "IBAN", "KRS", "NIP", "REGON"}


def page_elements():
    return list(elements("templates/**/*.html"))


def bare_words(text):
    return [word for word in text.split() if LETTER.search(word) and word.strip(".,:;()") not in UNTRANSLATED]


def test_no_page_carries_a_style():
    styled = [element.place for element in page_elements() if element.tag == "style" or "style" in element.attributes]
    assert [place for place in styled if place.partition(":")[0] not in STYLED] == []


def test_no_page_carries_a_script():
    inline = [
        element.place for element in page_elements() if element.tag == "script" and "src" not in element.attributes
    ]
    handlers = [
        element.place
        for element in page_elements()
        if any(name.startswith("on") or "javascript:" in value for name, value in element.attributes.items())
    ]
    assert inline + handlers == []


def test_every_image_has_a_text_in_its_place():
    assert [
        element.place for element in page_elements() if element.tag == "img" and "alt" not in element.attributes
    ] == []


def test_no_page_asks_another_host():
    named = re.compile(r"""\b(?:src|href|action)=["'](?:https?:)?//|@import|url\(["']?(?:https?:)?//""")
    patterns = ("templates/**", "donations/static/**/*.css")
    assert [place for pattern in patterns for place, line in lines(pattern) if named.search(line)] == []


def test_every_text_on_a_page_can_be_translated():
    bare = [
        f"{element.place} {element.text or element.attributes}"
        for element in page_elements()
        if bare_words(element.text) or any(bare_words(element.attributes.get(name, "")) for name in SPOKEN)
    ]
    assert [text for text in bare if not text.startswith(SIMULATOR)] == []


def test_every_text_in_a_plain_letter_can_be_translated():
    words = {str(path): bare_words(without_jinja(read(path))) for path in files("templates/email/**/*.txt")}
    assert {path: bare for path, bare in words.items() if bare} == {}
