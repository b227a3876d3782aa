"""Every text a person reads stands in the catalog of every language, translated."""

import subprocess
import sys
from pathlib import Path

import pytest
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


def is_finished(message):
    words = [message.string] if isinstance(message.string, str) else message.string
    return all(words) and not message.fuzzy


def test_no_text_is_missing_from_a_catalog(texts):
    assert [(language, new) for language, catalog in catalogs() for new in ids(texts) - ids(catalog)] == []


def test_no_catalog_keeps_a_text_that_is_gone(texts):
    assert [(language, old) for language, catalog in catalogs() for old in ids(catalog) - ids(texts)] == []


def test_every_text_is_translated():
    messages = [(language, message) for language, catalog in catalogs() for message in catalog if message.id]
    assert [(language, message.id) for language, message in messages if not is_finished(message)] == []


def test_translations_keep_the_places_for_names_and_amounts():
    checked = [(language, *found) for language, catalog in catalogs() for found in catalog.check()]
    assert [(language, message.id, str(errors)) for language, message, errors in checked if errors] == []
