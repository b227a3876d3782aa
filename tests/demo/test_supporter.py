"""The demo supporter: two years behind them, and a plan that goes on in the sandbox."""

from sqlalchemy import func, select

from donations.cli.sandbox import as_known
from donations.core.database import session, transaction
from donations.demo.supporter import INSTALMENTS, add_supporter
from donations.giving.models import Donation
from donations.mail.models import Letter
from donations.receipts.models import ReceiptDocument
from donations.recurring.history_models import CollectionFailure
from donations.recurring.models import Instalment, RecurringPlan
from donations.recurring.queries import changes_of, history_of, instalments_of
from tests.plans import goes_on
from tests.story import Story


def begins(story: Story) -> None:
    """As the first start does it, with the sandbox of this process."""
    with story.inside(), transaction():
        add_supporter(story.app.extensions["services"].links)
        plan = session.scalars(select(RecurringPlan)).one()
        assert story.sandbox.adopt(as_known(plan, INSTALMENTS))
        assert not story.sandbox.adopt(as_known(plan, INSTALMENTS))


def test_two_years_are_there_at_once(story: Story) -> None:
    begins(story)
    story.drains_until_nothing_is_owed()
    assert story.broken_invariants() == []
    with story.inside():
        plan = session.scalars(select(RecurringPlan)).one()
        assert (plan.status, plan.amount.plain(), plan.donor_email) == ("active", "50.00", "anna@example.org")
        assert {each.status for each in instalments_of(plan.id)} == {"settled"}
        assert [change.kind for change in changes_of(plan.id)] == ["amount"]
        assert [move.became for move in history_of(plan.id)] == ["active", "past_due", "active"]
        assert session.scalars(select(CollectionFailure.mended_by)).all() == ["our_retry"]
        kinds = dict(session.execute(select(Letter.kind, func.count()).group_by(Letter.kind)).all())
        assert kinds == {"thank_you": 24, "collection_failed": 1, "plan_changed": 1}
        printed = session.scalars(select(ReceiptDocument.pdf)).all()
        assert len(printed) == 24
        assert min(map(len, printed)) > 5_000  # in earnest: what the crowd gets is a page of some hundred bytes
    assert story.mailbox.letters == []


def test_a_month_on_the_sandbox_collects_the_next_one(story: Story) -> None:
    begins(story)
    goes_on(story, 30)
    assert story.broken_invariants() == []
    with story.inside():
        plan = session.scalars(select(RecurringPlan)).one()
        rows = instalments_of(plan.id)
        assert [each.status for each in rows] == ["settled"] * 25
        assert rows[0].amount.plain() == "50.00"
        assert rows[0].period_start == rows[1].period_end
        assert plan.next_on == rows[0].period_end
        assert set(session.scalars(select(Donation.frequency))) == {"monthly"}
    assert story.kinds_of_letters() == ["thank_you"]


def test_what_was_collected_long_ago_can_be_refunded(story: Story) -> None:
    begins(story)
    story.sandbox.refund("pi_seed0000000000")
    story.settles()
    story.drains_until_nothing_is_owed()
    assert story.receipts()[0][2] == "void"
    assert story.broken_invariants() == []


def test_a_card_that_fails_is_mended_as_any(story: Story) -> None:
    begins(story)
    with story.inside():
        plan_id = str(session.scalar(select(RecurringPlan.provider_plan_id)))
    story.sandbox.set_card(plan_id, "insufficient_funds")
    goes_on(story, 20)
    with story.inside():
        assert session.scalar(select(RecurringPlan.status)) == "past_due"
    story.sandbox.set_card(plan_id, "ok")
    goes_on(story, 12)
    with story.inside():
        assert session.scalar(select(RecurringPlan.status)) == "active"
        assert len(session.scalars(select(Instalment.id).where(Instalment.status == "settled")).all()) >= 25
    assert story.broken_invariants() == []
