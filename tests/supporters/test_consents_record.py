"""A consent is kept with the words that were agreed to, once for each time it was given."""

import pytest
from sqlalchemy import select

from donations.core import clock
from donations.core.database import session
from donations.supporters.consents import NEWSLETTER, GivenConsent, record_consent
from donations.supporters.models import Consent
from donations.supporters.queries import find_or_add_supporter
from tests.databases import undone

pytestmark = pytest.mark.usefixtures("inside")


def given(source: str, wording: str = "Yes, write to me") -> GivenConsent:
    return GivenConsent(NEWSLETTER, wording, "en", source, clock.now())


def test_it_is_kept_with_its_words_and_once_for_each_source() -> None:
    with undone():
        kim = find_or_add_supporter("kim@example.org", "Kim", "en")
        for source in ("donation A", "donation A", "donation B"):
            record_consent(kim, given(source))
        kept = session.scalars(select(Consent).order_by(Consent.source)).all()
        assert [(row.source, row.wording, row.is_granted) for row in kept] == [
            ("donation A", "Yes, write to me", True),
            ("donation B", "Yes, write to me", True),
        ]


def test_the_first_words_stay() -> None:
    with undone():
        kim = find_or_add_supporter("kim@example.org", "Kim", "en")
        record_consent(kim, given("donation A"))
        record_consent(kim, given("donation A", wording="Something else"))
        assert session.scalars(select(Consent.wording)).one() == "Yes, write to me"
