"""The foundation's colour as a stylesheet: a colour and nothing else."""

import pytest

from donations.core.database import transaction
from donations.organisation.queries import the_organisation


def paint(plain, accent: str) -> str:
    with plain.app.app_context(), transaction():
        the_organisation().accent = accent
    return plain.browser().get("/brand.css").text


def test_it_is_a_stylesheet_with_the_colour(plain) -> None:
    answer = plain.browser().get("/brand.css")
    assert (answer.content_type, answer.text) == ("text/css", ":root { --accent: #7a2e1f; }\n")


def test_the_page_names_the_colour_in_its_address(plain) -> None:
    paint(plain, "#123abc")
    page = plain.browser().get("/en/give").text
    assert 'href="/brand.css?123abc"' in page


@pytest.mark.parametrize("accent", ["red;}*{", "#12345", "#12345g", "", "#123456;", "url(x)", "#123456\n"])
def test_what_is_no_colour_never_reaches_the_page(plain, accent: str) -> None:
    assert paint(plain, accent) == ":root { --accent: #7a2e1f; }\n"
