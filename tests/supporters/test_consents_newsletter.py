"""What a supporter says about news: a row for each change of mind, none for the same again."""

import pytest
from sqlalchemy import func, select

from donations.core import clock
from donations.core.database import session
from donations.supporters.consents import (
    NEWSLETTER,
    GivenConsent,
    Said,
    change_newsletter,
    record_consent,
    wants_newsletter,
)
from donations.supporters.find_or_add_supporter import find_or_add_supporter
from donations.supporters.models import Consent
from tests.databases import undone

pytestmark = pytest.mark.usefixtures("inside")
YES, NO = Said(True, "Yes, write to me", "en"), Said(False, "No more", "en")


def test_what_was_said_last_holds() -> None:
    with undone():
        kim = find_or_add_supporter("kim@example.org", "Kim", "en")
        for said in (NO, YES, YES, NO, YES):
            change_newsletter(kim.id, said)
            assert wants_newsletter(kim.id) == said.wants
        assert session.scalar(select(func.count()).select_from(Consent)) == 3


def test_a_consent_of_a_donation_begun_before_the_withdrawal_does_not_undo_it() -> None:
    with undone():
        kim = find_or_add_supporter("kim@example.org", "Kim", "en")
        begun = clock.now()
        change_newsletter(kim.id, YES)
        change_newsletter(kim.id, NO)
        record_consent(kim, GivenConsent(NEWSLETTER, "Yes", "en", "donation A", begun))
        assert not wants_newsletter(kim.id)
