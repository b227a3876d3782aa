"""A new wording is a new version."""

import pytest

from donations.organisation.publish_privacy_text import publish_privacy_text
from donations.organisation.queries import current_privacy_text, privacy_version
from tests.databases import undone

pytestmark = pytest.mark.usefixtures("inside")


def test_versions_count_up_in_each_language_by_itself() -> None:
    with undone():
        versions = [publish_privacy_text(*new) for new in (("en", "One"), ("en", "Two"), ("pl", "Raz"))]
        assert [each and each.version for each in versions] == [2, 3, 2]
        assert (current_privacy_text("en").text, privacy_version("en", 2).text) == ("Two", "One")


def test_the_same_words_are_no_new_version() -> None:
    with undone():
        publish_privacy_text("en", "One")
        assert publish_privacy_text("en", " One\n") is None
