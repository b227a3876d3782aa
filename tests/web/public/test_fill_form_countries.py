"""The countries of an address."""

import pytest

from donations.web.public.fill_form import countries


def test_the_alphabet_is_that_of_the_language() -> None:
    names = [name for _code, name in countries("pl")]
    some = ["Cypr", "Czechy", "Litwa", "Luksemburg", "Łotwa", "Macedonia Północna", "Syria", "Szwecja"]
    assert [name for name in names if name in some] == some


@pytest.mark.parametrize("language", ["pl", "en"])
def test_there_are_countries_and_nothing_else(language: str) -> None:
    codes = {code for code, _name in countries(language)}
    assert {"PL", "GB", "XK"} <= codes
    assert not codes & {"EU", "UN", "ZZ"}
