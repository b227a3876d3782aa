"""Recurring plans among the made-up donations: all kinds, and every figure of theirs true."""

import pytest
from sqlalchemy import func, select

from donations.core.database import session
from donations.demo import plan_lives as lives
from donations.giving.desk_models import ManualRecord
from donations.giving.models import Donation
from donations.recurring.history_models import CollectionFailure, PlanChange
from donations.recurring.models import Instalment, RecurringPlan
from donations.reporting.invariants.verify import verify_all
from tests.crowd import seed


def test_a_crowd_has_plans_of_every_kind_and_state(app, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(lives, "_NEWEST", {"fail": 3, "pause": 3, "change": 1, "nothing": 3})
    with app.app_context():
        seed(app, 1500)
        plans = session.scalars(select(RecurringPlan)).all()

        assert {plan.status for plan in plans} == {"active", "past_due", "paused", "cancelled", "ended"}
        assert {plan.kind for plan in plans} == {"card", "standing_order"}
        assert {"monthly", "yearly"} <= {plan.interval for plan in plans}
        assert {"supporter", "unpaid"} <= {plan.end_reason for plan in plans}
        assert {"settled", "skipped", "lost", "failing"} == set(session.scalars(select(Instalment.status)))
        assert {"amount", "cancel"} <= set(session.scalars(select(PlanChange.kind)))
        ahead = CollectionFailure.next_step_at.is_not(None)
        assert session.scalars(select(CollectionFailure.id).where(ahead)).all() != []
        assert all(str(plan.provider_plan_id).startswith("sub_seed") for plan in plans if plan.kind == "card")
        assert all(plan.card for plan in plans if plan.kind == "card")
        assert session.scalars(select(ManualRecord.donation_id)).all() != []
        assert [finding.line() for finding in verify_all() if not finding.holds] == []


def test_a_quarter_of_those_who_gave_often_give_regularly(app):
    with app.app_context():
        seed(app, 2000)
        donations = func.count(Donation.id)
        often = select(Donation.supporter_id).where(Donation.status == "settled").group_by(Donation.supporter_id)
        regular = set(session.scalars(select(RecurringPlan.supporter_id)))
        gave_often = len(session.scalars(often.having(donations > 1)).all())
        assert 0.15 < len(regular) / gave_often < 0.35
        shares = dict(session.execute(select(Donation.frequency, donations).group_by(Donation.frequency)).all())
        assert sum(shares.values()) == 2000
        assert shares["once"] > 900
