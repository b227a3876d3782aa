from datetime import timedelta

import pytest
from sqlalchemy import select

from donations.core import clock, ids
from donations.core.database import session, transaction
from donations.core.errors import NotFound, Refused
from donations.core.outbox import Owed
from donations.desk.retry_work import count_parked, retry_all_parked, retry_work
from donations.staff.audit_trail import AuditEntry, AuditFilter, audit_page
from tests.colleague import colleague
from tests.operations import owed_work


@pytest.fixture
def kim(app):
    """Somebody at work; the test runs inside the application."""
    staff_id = colleague(app, "accountant").id
    with app.app_context():
        yield staff_id


def row(row_id):
    session.expire_all()
    return session.get_one(Owed, row_id)


def tries(row_id, by):
    with transaction():
        retry_work(row_id, by=by)


def trail():
    return list(session.scalars(select(AuditEntry.action).where(AuditEntry.subject_kind == "owed")))


def test_parked_work_gets_all_its_tries_again(kim):
    row_id = owed_work()
    tries(row_id, kim)
    assert (row(row_id).parked_at, row(row_id).attempts) == (None, 0)
    assert row(row_id).due_at <= clock.now()
    assert trail() == ["work.retried"]


def test_work_that_waits_for_its_next_try_has_it_now(kim):
    row_id = owed_work(parked_at=None, attempts=3, due_at=clock.now() + timedelta(hours=3))
    tries(row_id, kim)
    assert row(row_id).due_at <= clock.now()
    assert row(row_id).attempts == 3


@pytest.mark.parametrize("minutes", [-1, 60])
def test_work_that_never_failed_is_left_to_its_time(kim, minutes):
    row_id = owed_work(parked_at=None, attempts=0, due_at=clock.now() + timedelta(minutes=minutes))
    with pytest.raises(Refused, match="has not failed"):
        tries(row_id, kim)
    assert trail() == []


def test_work_under_way_is_left_alone(kim):
    row_id = owed_work(parked_at=None, attempts=1, leased_until=clock.now() + timedelta(minutes=5))
    with pytest.raises(Refused, match="at this moment"):
        tries(row_id, kim)


def test_work_that_is_done_meanwhile_is_not_found(kim):
    with pytest.raises(NotFound):
        tries(ids.new_id(), kim)


def test_all_that_is_parked_is_tried_again_and_nothing_else(kim):
    parked = [owed_work(), owed_work("print receipt"), owed_work()]
    later = clock.now() + timedelta(hours=3)
    retrying = owed_work(parked_at=None, attempts=3, due_at=later)
    with transaction():
        assert retry_all_parked(expected=3, by=kim) == 3

    assert count_parked() == 0
    assert {row(row_id).attempts for row_id in parked} == {0}
    assert (row(retrying).attempts, row(retrying).due_at) == (3, later)
    assert [line.changes for line in audit_page(AuditFilter(action="work.retried"))] == [
        [("send letter", None, 2), ("print receipt", None, 1)]
    ]


def test_another_number_than_the_confirmed_one_is_refused_and_changes_nothing(kim):
    owed_work()
    with pytest.raises(Refused, match="1 are parked, not 2"), transaction():
        retry_all_parked(expected=2, by=kim)
    assert count_parked() == 1
    assert trail() == []


def test_where_nothing_is_parked_there_is_nothing_to_do(kim):
    with pytest.raises(Refused, match="any more"), transaction():
        retry_all_parked(expected=0, by=kim)
