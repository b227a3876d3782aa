"""Every text a person reads stands in the catalog of every language, translated."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS
from babel.messages.frontend import parse_keywords
from babel.messages.pofile import read_po

from tests.checkout import ROOT, files


@pytest.fixture(scope="module")
def texts(tmp_path_factory):
    """What `make translations` finds in code and templates today."""
    template = tmp_path_factory.mktemp("texts") / "messages.pot"
    extract = ["make", "--silent", "extract", f"POT={template}", f"BIN={Path(sys.executable).parent}"]
    subprocess.run(extract, cwd=ROOT, check=True)
    with template.open("rb") as found:
        return read_po(found)


def catalogs():
    for path in files("donations/translations/*/LC_MESSAGES/messages.po"):
        with (ROOT / path).open("rb") as text:
            yield path.parts[2], read_po(text, locale=path.parts[2], abort_invalid=True)


def ids(catalog):
    return {(message.context, message.id) for message in catalog if message.id}


# They look a text up that is marked elsewhere: in a table of its own, or where the error was raised.
LOOK_UP = {
    "donations/cli/import_donations.py",
    "donations/web/forms.py",
    "donations/web/language.py",
    "donations/web/staff/labels/plans.py",
}


def marks():
    """What marks a text, as the Makefile says, and which of its arguments are texts."""
    [ours] = re.findall(r"^MARKS = (.+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    known = {name: places or (1,) for name, places in {**DEFAULT_KEYWORDS, **parse_keywords(ours.split())}.items()}
    return {name: [place if isinstance(place, int) else place[0] for place in known[name]] for name in known}


def marked_without_words(path):
    """Calls whose text is a name: what stands behind it is never found, and stays English."""
    known = marks()
    for call in ast.walk(ast.parse((ROOT / path).read_text())):
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
            continue
        places = known.get(call.func.id, ())
        given = [argument for place, argument in enumerate(call.args, 1) if place in places]
        if any(not isinstance(text, ast.Constant) for text in given):
            yield f"{path}:{call.lineno}: {ast.unparse(call)}"


def is_finished(message):
    words = [message.string] if isinstance(message.string, str) else message.string
    return all(words) and not message.fuzzy


def test_no_text_is_missing_from_a_catalog(texts):
    assert [(language, new) for language, catalog in catalogs() for new in ids(texts) - ids(catalog)] == []


def test_no_catalog_keeps_a_text_that_is_gone(texts):
    assert [(language, old) for language, catalog in catalogs() for old in ids(catalog) - ids(texts)] == []


def test_every_marked_text_stands_where_it_is_marked():
    ours = [path for path in files("donations/**/*.py") if str(path) not in LOOK_UP]
    assert [call for path in ours for call in marked_without_words(path)] == []


def test_every_text_is_translated():
    messages = [(language, message) for language, catalog in catalogs() for message in catalog if message.id]
    assert [(language, message.id) for language, message in messages if not is_finished(message)] == []


def test_translations_keep_the_places_for_names_and_amounts():
    checked = [(language, *found) for language, catalog in catalogs() for found in catalog.check()]
    assert [(language, message.id, str(errors)) for language, message, errors in checked if errors] == []
