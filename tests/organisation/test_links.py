"""Addresses in letters: from the configured base URL, one purpose each."""

from uuid import uuid4

import pytest

from donations.core.errors import NotFound
from donations.organisation.links import RECEIPT, RETURN, THANKS, Links

LINKS = Links("https://donate.example.org", "a secret for tests only, long enough")
MADE = {THANKS: LINKS.thanks, RETURN: LINKS.back_to_form, RECEIPT: LINKS.receipt}


@pytest.mark.parametrize("purpose", MADE)
def test_a_link_leads_to_our_own_host_and_reads_back(purpose: str) -> None:
    subject = uuid4()
    link = MADE[purpose](subject, "pl")
    assert link.startswith("https://donate.example.org/pl/")
    assert LINKS.read(purpose, link.rsplit("/", 1)[1]) == subject


@pytest.mark.parametrize("purpose", MADE)
def test_a_link_opens_no_other_door(purpose: str) -> None:
    token = MADE[purpose](uuid4(), "pl").rsplit("/", 1)[1]
    for other in set(MADE) - {purpose}:
        with pytest.raises(NotFound):
            LINKS.read(other, token)


def test_the_check_link_survives_odd_signs() -> None:
    assert LINKS.check_receipt("D/2026/1&x", "A B", "en").endswith("/receipts/check?number=D%2F2026%2F1%26x&code=A+B")


@pytest.mark.parametrize(
    ("base", "host"), [("https://a.example:8443", "a.example"), ("http://127.0.0.1:8000", "127.0.0.1")]
)
def test_letters_are_identified_by_the_host(base: str, host: str) -> None:
    assert Links(base, "x").host == host
