"""What the provider says of a collection: the bank's newest word stands, in whatever order its words are told."""

from datetime import timedelta
from itertools import permutations

import pytest
from sqlalchemy import select

from donations.core import clock
from donations.core.database import session, transaction
from donations.payments.models import ProviderEvent
from donations.payments.updates import CollectionState, InstalmentDeclined, InstalmentReported
from donations.recurring.instalments.report_instalment import note_decline, report_instalment
from donations.recurring.models import Instalment
from donations.recurring.states import InstalmentStatus
from tests.dunning import MONTH, begins_and_fails, lives
from tests.plans import the_plan
from tests.story import Story

FUNDS, CONFIRM = "insufficient_funds", "authentication_required"
Words = list[tuple[int, str]]  # days from now, and why


@pytest.fixture
def database(sqlite_database: str) -> str:
    return sqlite_database


def hears(words: Words) -> tuple[bool, str | None]:
    """Whether a confirmation is wanted in the end, and the reason that is shown; then all is as before."""
    plan, event_id = the_plan(), session.scalars(select(ProviderEvent.id)).first()
    found = session.scalars(select(Instalment).where(Instalment.status == InstalmentStatus.FAILING)).one()
    assert event_id
    assert found.provider_invoice_id
    assert plan.provider_plan_id
    with session.begin_nested() as heard:
        for days, why in words:
            at = clock.now() + timedelta(days=days)
            note_decline(InstalmentDeclined(found.provider_invoice_id, None, why, at), event_id)
            if why == CONFIRM:
                requested = InstalmentReported(
                    reference=None,
                    plan_id=plan.provider_plan_id,
                    invoice_id=found.provider_invoice_id,
                    state=CollectionState.OPEN,
                    amount=found.amount,
                    is_first=False,
                    period=(at, at + timedelta(days=30)),
                    attempts=found.attempts,
                    has_failed=True,
                    needs_confirmation=True,
                    next_attempt_at=None,
                    payment_page=None,
                    at=at - timedelta(seconds=1),
                )
                report_instalment(requested, event_id)
        end = found.needs_confirmation, found.decline_code
        heard.rollback()
    session.expire_all()
    return end


@pytest.mark.parametrize("last", [FUNDS, CONFIRM])
def test_the_newest_word_of_the_bank_stands_in_any_order(story: Story, last: str) -> None:
    begins_and_fails(story, "insufficient_funds")
    lives(story, MONTH + 1)
    first = CONFIRM if last == FUNDS else FUNDS
    words: Words = [(1, first), (2, FUNDS), (3, CONFIRM), (4, last)]
    with story.inside(), transaction():
        ends = {hears(list(order)) for order in permutations(words)}
        again = hears([*words, *words])
    assert ends == {(last == CONFIRM, last)}
    assert again == (last == CONFIRM, last)
