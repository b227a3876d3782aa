"""Owed work is done at least once, apart from its neighbours, and needs attention in the end."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, select, update

from donations.core import clock as now
from donations.core import outbox
from donations.core.database import session, transaction
from donations.core.drain import DELAYS, drain, drain_batch, retry_parked
from donations.core.ids import new_id
from donations.core.outbox import Event, Outside, Owed, Reaction, Scheduled, TryAgain
from donations.core.tokens import SealedText

pytestmark = pytest.mark.usefixtures("inside", "clock")
LEASE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class BellRang(Event):
    bell_id: UUID


@pytest.fixture(autouse=True)
def _clean(inside):
    with transaction():
        session.execute(delete(Owed))
        session.execute(delete(SealedText))


def install(*reactions: Reaction, every: timedelta | None = None) -> None:
    schedule = [Scheduled(every, reaction) for reaction in reactions] if every else []
    outbox.install({BellRang: [] if every else list(reactions)}, schedule)


def ring(times: int = 1) -> None:
    with transaction():
        for _ in range(times):
            outbox.record(BellRang(new_id()))


def write(text: str) -> None:
    """An effect to be seen afterwards."""
    session.add(SealedText(subject="test", text=text, salt=b""))
    session.flush()


def written() -> list[str]:
    session.rollback()
    return sorted(session.scalars(select(SealedText.text)))


def owed() -> list[Owed]:
    session.rollback()
    return list(session.scalars(select(Owed).order_by(Owed.reaction)))


def writes(text: str) -> Callable[[Any], None]:
    return lambda _event: write(text)


def breaks(_event: Any) -> None:
    write("half")
    raise ValueError("no luck")


def test_done_work_is_gone() -> None:
    install(Reaction("say", writes("ding")))
    ring(3)
    assert (drain(), written(), owed()) == (3, ["ding"] * 3, [])


def test_broken_work_takes_back_its_own_writing_and_nobody_elses() -> None:
    install(Reaction("a first", writes("first")), Reaction("b break", breaks), Reaction("c last", writes("last")))
    ring()
    drain()
    [row] = owed()
    assert written() == ["first", "last"]
    assert (row.reaction, row.attempts, row.last_error) == ("b break", 1, "ValueError: no luck")


def test_broken_work_is_tried_later_and_later_and_then_parked(clock) -> None:
    install(Reaction("break", breaks))
    ring()
    waited = []
    for _ in DELAYS:
        drain()
        waited.append(round((owed()[0].due_at - now.now()).total_seconds()))
        clock.move_to(owed()[0].due_at)
    assert waited == [delay.total_seconds() for delay in DELAYS]
    drain()
    [row] = owed()
    assert (row.attempts, row.parked_at is not None, drain()) == (len(DELAYS) + 1, True, 0)


def exhaust(clock, reaction: Reaction) -> list[Owed]:
    """Try until the last try is over."""
    install(reaction)
    ring()
    for delay in (*DELAYS, timedelta(0)):
        drain()
        clock.shift(delay + timedelta(seconds=1))
    return owed()


def test_after_the_last_try_a_reaction_may_give_up_by_itself(clock) -> None:
    def give_up(_event: Any, reason: str) -> bool:
        write(reason)
        return True

    assert exhaust(clock, Reaction("break", breaks, give_up)) == []
    assert written() == ["ValueError: no luck"]


def test_giving_up_that_breaks_leaves_the_row_to_a_person(clock) -> None:
    [row] = exhaust(clock, Reaction("break", breaks, lambda _event, _reason: 1 // 0 == 0))
    assert row.parked_at is not None


def test_a_person_can_have_parked_work_tried_again(clock) -> None:
    [row] = exhaust(clock, Reaction("break", breaks))
    install(Reaction("break", writes("ding")))
    with transaction():
        retry_parked(row.id)
    drain()
    assert (written(), owed()) == (["ding"], [])


def test_work_nobody_knows_any_more_waits_and_disturbs_nobody() -> None:
    install(Reaction("forgotten", writes("old")), Reaction("say", writes("ding")))
    ring()
    install(Reaction("say", writes("ding")))
    drain()
    [row] = owed()
    assert (row.reaction, row.attempts, written()) == ("forgotten", 1, ["ding"])


def test_an_event_nobody_can_read_any_more_waits_too() -> None:
    install(Reaction("say", writes("ding")))
    ring()
    with transaction():
        session.execute(update(Owed).values(payload={"bell": "gone"}))
    drain()
    assert (owed()[0].attempts, written()) == (1, [])


def test_scheduled_work_comes_back_and_is_never_parked(clock) -> None:
    install(Reaction("wind", breaks), every=timedelta(hours=1))
    with transaction():
        outbox.plan_schedule()
    for _ in range(len(DELAYS) + 3):
        drain()
        clock.shift(timedelta(days=2))
    install(Reaction("wind", writes("wound")), every=timedelta(hours=1))
    drain()
    [row] = owed()
    assert (written(), row.parked_at, row.attempts, row.last_error) == (["wound"], None, 0, None)
    assert row.due_at > now.now() + timedelta(minutes=59)


def outside(work: Callable[[Any], Any] = str, **given: Any) -> Reaction:
    def record(_event: Any, _prepared: Any, result: Any) -> None:
        write(result)

    return Reaction("fetch", Outside(**{"prepare": lambda _event: "asked", "work": work, "record": record, **given}))


def test_work_outside_is_done_with_no_transaction_open() -> None:
    def work(prepared: str) -> str:
        with transaction():  # would be refused within another
            write("free")
        return f"{prepared}, answered"

    install(outside(work))
    ring()
    drain()
    assert (written(), owed()) == (["asked, answered", "free"], [])


def test_with_nothing_to_prepare_nothing_is_done() -> None:
    install(outside(breaks, prepare=lambda _event: None))
    ring()
    drain()
    assert (written(), owed()) == ([], [])


@pytest.mark.parametrize("part", ["prepare", "work", "record"])
def test_whatever_part_of_work_outside_breaks_it_is_tried_later(part: str) -> None:
    def broken(*_given: Any) -> None:
        raise ValueError("no luck")

    install(outside(**{part: broken}), Reaction("say", writes("ding")))
    ring(2)
    drain()
    assert written() == ["ding"] * 2
    assert [(row.reaction, row.attempts, row.leased_until) for row in owed()] == [("fetch", 1, None)] * 2


def test_a_world_that_is_not_ready_keeps_what_was_noted() -> None:
    def record(_event: Any, _prepared: Any, _result: Any) -> TryAgain:
        write("closed at noon")
        return TryAgain("closed")

    install(outside(record=record))
    ring()
    drain()
    [row] = owed()
    assert (written(), row.last_error, row.attempts) == (["closed at noon"], "closed", 1)


def test_a_result_that_comes_too_late_is_dropped() -> None:
    def slow(_prepared: Any) -> str:
        with transaction():  # the lease ran out, and another worker took the row
            session.execute(update(Owed).values(leased_until=now.now() + timedelta(hours=1)))
        return "late"

    install(outside(slow))
    ring()
    drain()
    assert (written(), len(owed())) == ([], 1)


def test_leased_work_is_left_alone_until_its_lease_ends(clock) -> None:
    class Killed(BaseException):
        pass

    def die(_prepared: Any) -> None:
        raise Killed

    install(outside(die))
    ring()
    with pytest.raises(Killed):
        drain_batch(LEASE)
    install(outside())
    assert drain() == 0
    clock.shift(LEASE + timedelta(seconds=1))
    assert (drain(), written()) == (1, ["asked"])


def test_two_who_drain_at_once_do_everything_once(house) -> None:
    install(Reaction("say", lambda event: write(str(event.bell_id))), outside(lambda _prepared: "out"))
    ring(30)

    def work() -> None:
        with house.app_context():
            drain()
            session.remove()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert (len(set(written())), len(written()), owed()) == (31, 60, [])
