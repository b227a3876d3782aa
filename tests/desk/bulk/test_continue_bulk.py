"""An act on many donations: frozen when asked for, done one by one, each with its own result."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

import pytest
from flask import current_app
from sqlalchemy import delete, select

from donations.core.database import db, lock_words, session, transaction
from donations.core.drain import drain
from donations.core.errors import Refused
from donations.desk.bulk.ask_for_bulk import (
    ADD_TO_FUND,
    FUND_ID,
    BulkRequest,
    Chosen,
    Confirmed,
    ask_for_bulk,
    bulk_job,
    refused_items,
)
from donations.desk.models import BulkItem
from donations.desk.record_once import new_ticket
from donations.funds.edit_funds import add_fund, close_fund
from donations.funds.queries import fund_by_slug
from donations.giving.models import Allocation, Donation
from donations.reporting.invariants.verify import verify_all
from donations.search.filters import DonationFilter
from donations.staff.audit_trail import AuditEntry
from donations.staff.models import StaffMember
from tests.colleague import colleague
from tests.crowd import seed

ZONE = "Europe/Warsaw"


@pytest.fixture
def desk(app):
    """Sixty donations, and somebody who may move them."""
    kim = colleague(app, "fundraiser", "kim@example.org").id
    with app.app_context():
        seed(app, 60)
        yield kim


def asks(by, chosen, expected, slug="reporting", ticket=""):
    confirmed = Confirmed(expected, ticket or new_ticket())
    request = BulkRequest(by, "as agreed", {FUND_ID: str(fund_by_slug(slug).id), "fund": slug})
    with transaction():
        return ask_for_bulk(ADD_TO_FUND, chosen, request, confirmed, zone=ZONE).id


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


def some(count):
    return list(session.scalars(select(Donation.reference).order_by(Donation.id).limit(count)))


def test_a_form_sent_twice_is_one_job(desk):
    chosen, ticket = Chosen(references=some(2)), new_ticket()
    assert asks(desk, chosen, 2, ticket=ticket) == asks(desk, chosen, 2, ticket=ticket)
    assert len(list(session.scalars(select(BulkItem.number)))) == 2


def test_a_form_that_says_something_else_by_now_is_refused(desk):
    chosen, ticket = Chosen(references=some(2)), new_ticket()
    asks(desk, chosen, 2, ticket=ticket)
    with pytest.raises(Refused, match="something else"):
        asks(desk, chosen, 2, "mission", ticket=ticket)


class Overtaken(Chosen):
    """Others give between the counting and the freezing."""

    def count(self, zone):
        return super().count(zone) - 1


def test_donations_that_came_while_it_was_asked_for_are_asked_about_anew(desk):
    with pytest.raises(Refused, match="3 donations, not 2"):
        asks(desk, Overtaken(references=some(3)), 2)
    assert session.scalars(select(BulkItem.number)).all() == []


def test_a_job_is_finished_when_nothing_waits_whatever_it_was_to_count(desk):
    job_id = asks(desk, Chosen(references=some(3)), 3)
    with transaction():
        session.execute(delete(BulkItem).where(BulkItem.job_id == job_id, BulkItem.number == 2))
    drain()

    job = bulk_job(job_id)
    assert (job.total, job.done, job.finished_at is not None) == (2, 2, True)


@pytest.mark.parametrize("change", [{"active": False}, {"role": "viewer"}])
def test_a_job_whose_author_may_not_do_it_any_more_is_refused_with_that_reason(desk, change):
    job_id = asks(desk, Chosen(references=some(3)), 3)
    with transaction():
        for name, value in change.items():
            setattr(session.get_one(StaffMember, desk), name, value)
    drain()

    job = bulk_job(job_id)
    assert (job.done, job.refused) == (0, 3)
    assert {problem["message"] for _, problem in refused_items(job)} == {
        "Whoever asked for this may not do it any more."
    }


def drains_beside(app):
    with app.app_context():
        drain()


def test_while_a_job_waits_for_one_donation_it_holds_nothing_others_wait_for(desk):
    if db.engine.dialect.name == "sqlite":
        return  # one writer at a time anyway
    job_id = asks(desk, Chosen(references=some(2)), 2)
    donations = list(session.scalars(select(BulkItem.donation_id).order_by(BulkItem.number)))
    done = select(BulkItem.number).where(BulkItem.job_id == job_id, BulkItem.state == "done")
    with ThreadPoolExecutor(1) as beside:
        with transaction():
            session.get_one(Donation, donations[1], with_for_update=True)
            job = beside.submit(drains_beside, cast("Any", current_app)._get_current_object())
            ends = time.monotonic() + 10
            while session.scalars(done).all() != [1] and time.monotonic() < ends:
                time.sleep(0.02)
            lock_words("audit trail")
        job.result()

    assert session.scalars(done).all() == [1, 2]
