"""Two years of regular gifts: cards fail, supporters change their minds, webhooks come late and twice, workers die.

Each period is collected at most once, nothing after the end, each letter once, and the books agree with the provider.
`--plans 200` lets as many live, `--storm-seed` makes them other years; without it they are the same each time.
"""

import random
from collections import Counter

import pytest
from sqlalchemy import func, select

from donations.core.database import session
from donations.giving.models import Donation, Payment
from donations.mail.models import Letter
from donations.recurring.models import Instalment, RecurringPlan
from tests.plan_life import Life
from tests.story import Story

TWO_YEARS = 730
USUAL_SEED = 2026


@pytest.fixture
def life(story: Story, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Life:
    """Receipts are not set in type: hundreds of them are issued here."""
    monkeypatch.setattr("donations.receipts.documents.render_receipt", lambda *_, **__: b"%PDF-1.7")
    return Life(story, random.Random(request.config.getoption("storm_seed") or USUAL_SEED))


def test_two_years_of_plans_with_all_that_happens_in_them(
    story: Story, life: Life, request: pytest.FixtureRequest
) -> None:
    count: int = request.config.getoption("plans")
    story.starts_schedule()
    for number in range(count):
        life.begins(number)
    life.lives(TWO_YEARS)
    life.comes_to_rest()

    assert story.broken_invariants() == []
    assert life.deaths > 0
    assert life.asked > 0
    with story.inside():
        assert session.scalar(select(func.count()).select_from(RecurringPlan)) == count
        assert counted_or_held() == paid_at_provider(story)
        assert [period for period, times in periods_settled().items() if times > 1] == []
        assert letters_written_twice() == []


def counted_or_held() -> Counter[str]:
    """Payments of gifts that count or wait for a person: each once."""
    rows = select(Payment.provider_payment_id).join(Donation).where(Payment.succeeded_at.is_not(None))
    return Counter(session.scalars(rows))


def paid_at_provider(story: Story) -> Counter[str]:
    """What the provider has taken for an invoice."""
    return Counter(
        each["payment"]["payment_intent"]
        for each in story.sandbox.all("invoice_payment")
        if each["status"] == "paid" and each["amount_paid"]
    )


def periods_settled() -> Counter[tuple[object, ...]]:
    rows = select(Instalment.plan_id, Instalment.period_start).where(Instalment.status == "settled")
    return Counter((plan_id, start) for plan_id, start in session.execute(rows))


def letters_written_twice() -> list[object]:
    twice = select(Letter.kind, Letter.subject_id).group_by(Letter.kind, Letter.subject_id)
    return list(session.execute(twice.having(func.count() > 1)).all())
