"""A new wording is a new version."""

import pytest

from donations.organisation.models import PrivacyText, TermsText
from donations.organisation.queries import (
    current_privacy_text,
    current_terms,
    publish_text,
    terms_in_force,
    text_version,
)
from tests.databases import undone

pytestmark = pytest.mark.usefixtures("inside")


@pytest.mark.parametrize("kind", [PrivacyText, TermsText])
def test_versions_count_up_in_each_language_by_itself(kind) -> None:
    with undone():
        versions = [publish_text(kind, *new) for new in (("en", "One"), ("en", "Two"), ("pl", "Raz"))]
        assert [each and each.version for each in versions] == [2, 3, 2]
        assert text_version(kind, "en", 2).text == "One"


def test_one_kind_says_nothing_of_the_other() -> None:
    with undone():
        publish_text(TermsText, "en", "Two")
        assert (current_terms("en").text, terms_in_force("en"), terms_in_force("pl")) == ("Two", 2, 1)
        assert current_privacy_text("en").version == 1


def test_the_same_words_are_no_new_version() -> None:
    with undone():
        publish_text(PrivacyText, "en", "One")
        assert publish_text(PrivacyText, "en", " One\n") is None
