"""An act on many donations: frozen when asked for, done one by one, each with its own result."""

import pytest
from sqlalchemy import select

from donations.core.database import session, transaction
from donations.core.drain import drain
from donations.core.errors import Refused
from donations.desk.actions import ADD_TO_FUND, FUND_ID
from donations.desk.ask_for_bulk import Chosen, ask_for_bulk, bulk_job, refused_items
from donations.desk.bulk_actions import Asked
from donations.funds.edit_funds import add_fund, close_fund
from donations.funds.queries import fund_by_slug
from donations.giving.models import Allocation, Donation
from donations.reporting.listing.filters import DonationFilter
from donations.reporting.verify import verify_all
from donations.staff.audit_models import AuditEntry
from tests.colleague import colleague
from tests.reporting.conftest import seed

ZONE = "Europe/Warsaw"


@pytest.fixture
def desk(app):
    """Sixty gifts, and somebody who may move them."""
    kim = colleague(app, "fundraiser", "kim@example.org").id
    with app.app_context():
        seed(app, 60)
        yield kim


def asks(by, chosen, expected, slug="reporting"):
    asked = Asked(by, "as agreed", {FUND_ID: str(fund_by_slug(slug).id), "fund": slug})
    with transaction():
        return ask_for_bulk(ADD_TO_FUND, chosen, asked, expected=expected, zone=ZONE).id


def settled():
    return DonationFilter(status="settled")


def in_fund(slug):
    allocations = select(Allocation.donation_id).where(Allocation.fund_id == fund_by_slug(slug).id)
    return set(session.scalars(allocations))


def test_all_that_match_are_done_and_nothing_else(desk):
    matching = set(session.scalars(select(Donation.id).where(Donation.status == "settled")))
    others = in_fund("mission") - matching

    job_id = asks(desk, Chosen(filter=settled()), len(matching))
    drain()

    job = bulk_job(job_id)
    assert (job.total, job.done, job.refused, job.finished_at is not None) == (len(matching), len(matching), 0, True)
    assert matching <= in_fund("reporting")
    assert in_fund("mission") == others
    assert [finding.line() for finding in verify_all() if not finding.holds] == []


def test_what_matches_later_is_left_alone(desk):
    reference, donation_id = session.execute(select(Donation.reference, Donation.id).limit(1)).one()
    asks(desk, Chosen(references=[reference]), 1)
    drain()
    assert donation_id in in_fund("reporting")


def test_another_number_than_the_confirmed_one_is_refused(desk):
    with pytest.raises(Refused, match="not 3"):
        asks(desk, Chosen(filter=settled()), 3)


def test_what_the_rules_forbid_is_told_and_stops_none_of_the_others(desk):
    with transaction():
        add_fund("meadow", {"pl": "Łąka", "en": "Meadow"})
    count = len(list(session.scalars(select(Donation.id).where(Donation.status == "settled"))))
    job_id = asks(desk, Chosen(filter=settled()), count, "meadow")
    with transaction():
        close_fund("meadow")
    drain()

    job = bulk_job(job_id)
    assert (job.done, job.refused) == (0, count)
    assert {problem["message"] for _, problem in refused_items(job)} == {"%(fund)s is closed."}


def test_asking_and_each_change_are_in_the_trail(desk):
    references = list(session.scalars(select(Donation.reference).limit(2)))
    asks(desk, Chosen(references=references), 2, "reporting")
    drain()
    actions = list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.sequence)))
    assert actions[actions.index("bulk.asked_for") :][-1] == "bulk.finished"
    assert "bulk.asked_for" in actions
