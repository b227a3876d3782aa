"""From the form to the plan: the first instalment is the form's donation, each later one a donation of its own."""

import pytest
from sqlalchemy import select

from donations.core.database import session
from donations.giving.models import Donation
from donations.recurring.models import RecurringPlan
from donations.supporters.models import Consent
from tests.plans import gives_monthly, goes_on, instalments, plans
from tests.story import Story

pytestmark = pytest.mark.both_databases


def test_the_first_payment_makes_one_donation_one_plan_and_one_instalment(story: Story) -> None:
    visitor = gives_monthly(story, "50.00")

    assert story.statuses() == ["settled"]
    assert plans(story) == [
        {"status": "active", "amount": "50.00", "interval": "monthly", "next": "2026-12-10", "reason": None}
    ]
    assert instalments(story) == [("2026-11-10", "settled", "settled")]
    assert [product["name"] for product in story.sandbox.all("product")] == ["Fundusz statutowy / Mission Fund"]
    assert visitor.sees() == "received"
    assert story.kinds_of_letters() == ["thank_you"]
    assert story.broken_invariants() == []


def test_each_month_brings_a_donation_with_its_receipt_and_letter(story: Story) -> None:
    gives_monthly(story, "50.00", message="Thank you", consent_newsletter="y", anonymous="y")
    goes_on(story, 62)

    days = ["2026-11-10", "2026-12-10", "2027-01-10"]
    assert instalments(story) == [(day, "settled", "settled") for day in days]
    assert [validity for _, _, validity in story.receipts()] == ["valid"] * 3
    assert story.kinds_of_letters() == ["thank_you"] * 3
    assert story.broken_invariants() == []
    with story.inside():
        donations = session.scalars(select(Donation).order_by(Donation.id)).all()
        assert [donation.message for donation in donations] == ["Thank you", None, None]
        assert {(donation.frequency, donation.donor_email, donation.is_anonymous) for donation in donations} == {
            ("monthly", "kim@example.org", True)
        }
        assert len({donation.supporter_id for donation in donations}) == 1
        assert len(session.scalars(select(Consent)).all()) == 1
        [plan] = session.scalars(select(RecurringPlan)).all()
        assert (plan.supporter_id, plan.reference) == (donations[0].supporter_id, donations[0].reference)
        assert plan.card
        assert (plan.card.kind, len(plan.card.last4 or "")) == ("card", 4)
