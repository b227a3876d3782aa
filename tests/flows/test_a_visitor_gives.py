"""From the form to the settled donation and the receipt in the mailbox."""

import pytest

from tests.story import Story

pytestmark = pytest.mark.both_databases


def test_a_donation_that_is_paid_settles_and_brings_one_letter_with_the_receipt(story: Story) -> None:
    story.gives("50.00")

    assert story.statuses() == ["settled"]
    assert [letter["To"].addresses[0].addr_spec for letter in story.mailbox.letters] == ["kim@example.org"]
    attached = [part.get_filename() for part in story.mailbox.letters[0].iter_attachments()]
    assert attached == ["SANDBOX-D-2026-000001.pdf"]
    assert story.broken_invariants() == []
