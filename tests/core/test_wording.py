"""Words in a language without a web request."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from donations.core import wording


@pytest.fixture
def polish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A small Polish catalog of this test's own."""
    catalog = Catalog(locale="pl")
    catalog.add("Dear %(name)s,", "Dzień dobry, %(name)s,")
    catalog.add(("%(num)s gift", "%(num)s gifts"), ("%(num)s dar", "%(num)s dary", "%(num)s darów"))
    folder = tmp_path / "pl" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "messages.mo").open("wb") as file:
        write_mo(file, catalog)
    monkeypatch.setattr(wording, "CATALOGS", tmp_path)
    wording.translations.cache_clear()
    yield
    wording.translations.cache_clear()


@pytest.mark.usefixtures("polish")
def test_a_message_is_said_in_the_language_asked_for() -> None:
    assert wording.gettext_in("pl", "Dear %(name)s,", name="Żółć") == "Dzień dobry, Żółć,"


@pytest.mark.usefixtures("polish")
@pytest.mark.parametrize(("number", "said"), [(1, "1 dar"), (2, "2 dary"), (5, "5 darów"), (22, "22 dary")])
def test_a_number_takes_its_plural(number: int, said: str) -> None:
    assert wording.ngettext_in("pl", "%(num)s gift", "%(num)s gifts", number) == said


@pytest.mark.usefixtures("polish")
def test_a_missing_catalog_leaves_the_english_words() -> None:
    assert wording.gettext_in("en", "Dear %(name)s,", name="Ann") == "Dear Ann,"
    assert wording.ngettext_in("en", "%(num)s gift", "%(num)s gifts", 1) == "1 gift"


@pytest.mark.usefixtures("polish")
def test_a_message_without_parameters_keeps_its_per_cent_signs() -> None:
    assert wording.gettext_in("en", "100 % of it") == "100 % of it"


@pytest.mark.parametrize(("language", "said"), [("en", "3 November 2026"), ("pl", "3 listopada 2026")])
def test_a_day_is_written_as_people_write_it(language: str, said: str) -> None:
    assert wording.format_day(date(2026, 11, 3), language) == said


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ({"pl": "Cel", "en": "Aim"}, "Aim"),
        ({"pl": "Cel", "de": "Ziel"}, "Cel"),
        ({"pl": "", "de": "Ziel"}, "Ziel"),
        ({"en": "", "pl": "Cel"}, "Cel"),
        ({}, ""),
    ],
)
def test_a_text_falls_back_to_the_default_language_then_to_any(texts: dict[str, str], said: str) -> None:
    assert wording.in_language(texts, "en", default="pl") == said


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [("pl", "praca i w domu, A z nią", "praca i~w~domu, A~z~nią"), ("en", "a house", "a house")],
)
def test_one_letter_words_are_tied_in_polish_only(language: str, text: str, said: str) -> None:
    assert wording.tied(text, language) == said.replace("~", "\u00a0")
    assert wording.in_language({language: text}, language) == said.replace("~", "\u00a0")
