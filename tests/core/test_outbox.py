"""What is owed is written with what made it owed."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from donations.core import clock, outbox
from donations.core.database import session
from donations.core.ids import new_id
from donations.core.outbox import Event, Owed, Reaction, Scheduled
from tests.databases import undone

pytestmark = pytest.mark.usefixtures("inside")


@dataclass(frozen=True, slots=True)
class BellRang(Event):
    bell_id: UUID
    loudness: int = 1


@dataclass(frozen=True, slots=True)
class Silence(Event):
    bell_id: UUID


def ignore(_event: Event) -> None:
    """A reaction of no consequence."""


def owed() -> list[Owed]:
    return list(session.scalars(select(Owed).order_by(Owed.reaction)))


@pytest.fixture(autouse=True)
def _installed(house):
    task = Scheduled(timedelta(hours=1), Reaction("wind the clock", ignore))
    outbox.install({BellRang: [Reaction("open", ignore), Reaction("close", ignore)]}, [task])


def test_an_event_owes_each_of_its_reactions() -> None:
    bell = new_id()
    with undone():
        outbox.record(BellRang(bell, loudness=3))
        rows = [(row.reaction, row.event, row.subject_id, row.payload, row.attempts) for row in owed()]
    payload = {"bell_id": str(bell), "loudness": 3}
    assert rows == [(name, "BellRang", bell, payload, 0) for name in ("close", "open")]


def test_what_is_taken_back_owes_nothing() -> None:
    with undone():
        outbox.record(BellRang(new_id()))
    assert owed() == []


def test_an_event_nobody_reacts_to_is_a_bug() -> None:
    with undone(), pytest.raises(KeyError):
        outbox.record(Silence(new_id()))


def test_work_may_be_owed_for_later() -> None:
    later = clock.now() + timedelta(days=3)
    with undone():
        outbox.record(BellRang(new_id()), due_at=later)
        assert {row.due_at for row in owed()} == {later}


def test_each_task_of_the_schedule_has_one_row_however_often_it_is_planned() -> None:
    with undone():
        outbox.plan_schedule()
        outbox.plan_schedule()
        assert [row.reaction for row in owed()] == ["wind the clock"]


def test_nothing_is_owed_outside_a_transaction() -> None:
    with pytest.raises(RuntimeError):
        outbox.record(BellRang(new_id()))
