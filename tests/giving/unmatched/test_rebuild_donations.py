"""Donations that only the provider still knows are written anew, on request, from what it says of their pages."""

import json

import pytest
from sqlalchemy import text

from donations.core.database import db, session, transaction
from donations.giving.models import Donation
from donations.giving.states import DonationStatus
from donations.giving.unmatched.rebuild_donations import rebuild_donations
from donations.payments.models import ProviderEvent
from donations.recurring.models import RecurringPlan
from tests.flows.desk import Desk
from tests.flows.made_up_events import changed, event_of
from tests.flows.test_refunded_at_once import at_once
from tests.story import Story

pytestmark = pytest.mark.slow

LOST = "7KQ4-M2XF"


def applies_to_lost_donation(story: Story, *, is_ours: bool = True) -> None:
    """The provider tells of a donation like the newest one, under a reference that is not in the books."""
    for kind in ("payment_intent.succeeded", "checkout.session.completed"):
        event = event_of(story, kind)
        notes = dict(event["data"]["object"]["metadata"]) | {"reference": LOST}
        if not is_ours:
            del notes["installation"]
        ids = {"id": "cs_lost", "payment_intent": "pi_lost"} if kind.startswith("checkout") else {"id": "pi_lost"}
        story.tells(changed(event, its_object={"metadata": notes, **ids}))
    story.drains()


def rebuilt(story: Story) -> list[str]:
    with story.inside(), transaction():
        return [donation.reference for donation in rebuild_donations()]


@pytest.fixture
def paid(story: Story) -> Story:
    story.gives("50.00", email="kim@example.org")
    return story


def test_a_lost_donation_counts_again_and_gets_its_receipt(paid: Story) -> None:
    applies_to_lost_donation(paid)
    assert rebuilt(paid) == [LOST]
    paid.drains()

    assert paid.statuses() == ["settled", "settled"]
    assert [validity for _number, _amount, validity in paid.receipts()] == ["valid", "valid"]
    assert paid.kinds_of_letters() == ["thank_you", "thank_you"]
    assert paid.broken_invariants() == []


def test_it_says_what_the_page_knew(paid: Story) -> None:
    applies_to_lost_donation(paid)
    rebuilt(paid)
    with paid.inside():
        donation = session.query(Donation).filter_by(reference=LOST).one()
        assert (donation.amount.plain(), donation.donor_email, donation.language) == ("50.00", "kim@example.org", "en")
        assert donation.status == DonationStatus.STARTED
        assert [share.fund.slug for share in donation.allocations] == ["mission"]


def test_what_was_given_up_already_is_applied_as_well(paid: Story) -> None:
    applies_to_lost_donation(paid)
    paid.drains_until_nothing_is_owed()
    with paid.inside():
        assert session.query(ProviderEvent).filter_by(state="parked").count() == 2
    assert rebuilt(paid) == [LOST]
    paid.drains()
    assert paid.statuses() == ["settled", "settled"]
    assert paid.broken_invariants() == []


def test_what_bears_no_mark_and_was_put_aside_is_applied_as_well(paid: Story) -> None:
    """A refund from the dashboard names its payment alone: after two days it was taken for somebody else's."""
    applies_to_lost_donation(paid)
    paid.sandbox.refund(paid.payment_id(), 5000)
    paid.tells(changed(event_of(paid, "refund.created"), its_object={"id": "re_lost", "payment_intent": "pi_lost"}))
    paid.drains_until_nothing_is_owed()
    assert "ignored" in {state for state, _ in paid.events().values()}
    assert rebuilt(paid) == [LOST]
    paid.drains_until_nothing_is_owed()

    assert {state for state, reason in paid.events().values() if "not used" not in (reason or "")} == {"applied"}
    assert Desk(paid).refunds() == [(5000, "succeeded")]
    assert paid.broken_invariants() == []


def test_it_happens_once(paid: Story) -> None:
    applies_to_lost_donation(paid)
    assert (rebuilt(paid), rebuilt(paid)) == ([LOST], [])


def test_two_people_at_once_write_them_once_and_hold_few_locks(paid: Story) -> None:
    """Thousands may be lost, and PostgreSQL has room for some thousands of locks in all."""
    page = event_of(paid, "checkout.session.completed")
    for number in range(20):
        notes = dict(page["data"]["object"]["metadata"]) | {"reference": f"7KQ4-M{number:03}"}
        paid.tells(changed(page, its_object={"id": f"cs_lost{number}", "metadata": notes}))
    locks = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
    written: list[int] = []

    def rebuild() -> None:
        with paid.inside(), transaction():
            written.append(len(rebuild_donations()))
            if db.engine.dialect.name == "postgresql":
                assert session.scalar(locks) < 10

    assert at_once(paid, rebuild, rebuild) == ["done", "done"]
    assert sorted(written) == [0, 20]


def test_donations_that_are_in_the_books_are_left_alone(paid: Story) -> None:
    visitor = paid.visitor()
    visitor.starts("70.00", email="later@example.org")
    visitor.pays()
    paid.delivers()
    assert rebuilt(paid) == []


def test_what_does_not_carry_our_mark_is_not_ours(paid: Story) -> None:
    applies_to_lost_donation(paid, is_ours=False)
    assert rebuilt(paid) == []
    assert len(paid.donations()) == 1


@pytest.mark.parametrize("is_late", [False, True])
def test_a_lost_plan_goes_on_with_the_rhythm_of_its_plan(story: Story, is_late: bool) -> None:
    """As if the database had been restored from before it began: another donation's plan is told under the lost
    name.
    """
    story.gives("50.00", frequency="yearly")
    kinds = ("customer.subscription.created", "invoice.finalized", "invoice_payment.paid", "checkout.session.completed")
    for kind in kinds:
        body = json.dumps(event_of(story, kind))
        for name in ("sub_", "in_", "pi_", "cs_test_", "evt_"):
            body = body.replace(f'"{name}sandbox', f'"{name}lost')
        story.tells(json.loads(body.replace(story.donations()[0]["reference"], LOST)))
    if is_late:
        story.drains_until_nothing_is_owed()
    story.drains()
    assert rebuilt(story) == [LOST]
    story.drains_until_nothing_is_owed()

    with story.inside():
        [_, plan] = session.query(RecurringPlan).order_by(RecurringPlan.id).all()
        assert (plan.reference, plan.interval, plan.amount.plain()) == (LOST, "yearly", "50.00")
    assert story.statuses() == ["settled", "settled"]
    assert story.broken_invariants() == []
