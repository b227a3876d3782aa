"""One way to write, durable and in turn; moments that cannot be misread."""

import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError, StatementError

from donations.core import clock, ids
from donations.core.database import db, lock_words, session, transaction
from donations.core.tokens import SealedText, seal
from donations.supporters.models import Consent
from tests.databases import undone

pytestmark = pytest.mark.usefixtures("inside")


def sealed(**given: object) -> SealedText:
    return SealedText(**{"subject": "test", "text": "Żółć", "salt": b"", **given})


def count() -> int:
    session.rollback()
    return len(session.scalars(select(SealedText)).all())


def test_a_transaction_within_a_transaction_is_a_bug() -> None:
    with transaction(), pytest.raises(RuntimeError, match="open already"), transaction():
        pass


def test_after_a_refused_one_the_next_is_fine() -> None:
    with pytest.raises(ZeroDivisionError), transaction():
        raise ZeroDivisionError
    with transaction():
        pass


def test_a_broken_transaction_leaves_nothing() -> None:
    def write_and_break() -> None:
        with transaction():
            session.add(sealed())
            session.flush()
            raise ZeroDivisionError

    before = count()
    with pytest.raises(ZeroDivisionError):
        write_and_break()
    assert count() == before


def test_an_object_is_not_written_outside_a_transaction() -> None:
    session.add(sealed())
    with pytest.raises(RuntimeError, match="transaction"):
        session.flush()


@pytest.mark.parametrize(
    "statement",
    [
        insert(SealedText).values(subject="x", text="x", salt=b""),
        delete(SealedText),
        update(SealedText).values(text="x"),
    ],
    ids=["insert", "delete", "update"],
)
def test_a_statement_does_not_write_outside_a_transaction(statement) -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        session.execute(statement)


def test_what_was_read_before_is_read_again() -> None:
    with transaction():
        row = sealed(text="before")
        session.add(row)
    assert session.get_one(SealedText, row.id).text == "before"
    with db.engine.begin() as other:
        if other.dialect.name == "sqlite":
            other.exec_driver_sql("ROLLBACK")
            other.exec_driver_sql("BEGIN IMMEDIATE")
        other.execute(update(SealedText).where(SealedText.id == row.id).values(text="after"))
    with transaction():
        assert session.get_one(SealedText, row.id).text == "after"


def test_a_moment_without_a_zone_is_refused() -> None:
    with undone():
        session.add(sealed(purge_after=datetime(2026, 1, 1)))  # noqa: DTZ001 - that is what is tested
        with pytest.raises(StatementError, match="without a zone"):
            session.flush()


@pytest.mark.parametrize("hours", [-11, 0, 2, 14])
def test_a_moment_of_any_zone_comes_back_in_utc(hours: int) -> None:
    moment = datetime(2026, 12, 31, 23, 30, 0, 123456, tzinfo=timezone(timedelta(hours=hours)))
    with undone():
        row = sealed(purge_after=moment)
        session.add(row)
        session.flush()
        session.expire_all()
        assert (row.purge_after, row.purge_after.tzinfo if row.purge_after else None) == (moment, UTC)


def test_every_connection_is_durable(durable) -> None:
    db.engine.dispose()
    requested = {"sqlite": ["PRAGMA journal_mode", "PRAGMA synchronous", "PRAGMA foreign_keys"], "postgresql": []}
    with db.engine.connect() as one, db.engine.connect() as other:
        shown = [[made.exec_driver_sql(each).scalar() for each in requested[one.dialect.name]] for made in (one, other)]
    assert shown in ([["wal", 2, 1]] * 2, [[]] * 2)


def test_foreign_keys_hold() -> None:
    orphan = {"kind": "newsletter", "is_granted": True, "wording": "", "language": "pl", "source": "x"}
    with undone(), pytest.raises(IntegrityError):
        session.execute(insert(Consent).values(supporter_id=ids.new_id(), given_at=clock.now(), **orphan))


def test_sealed_text_is_digested_with_a_salt_of_its_own() -> None:
    (one, first), (other, second) = seal("Żółć"), seal("Żółć")
    assert (len(one), one != other, first != second, len(first)) == (16, True, True, 64)


def test_those_who_lock_the_same_words_wait_for_each_other(house) -> None:
    order: list[str] = []
    holding = threading.Event()

    def second() -> None:
        holding.wait()
        with house.app_context(), transaction():
            lock_words("gift", "kim@example.org")
            order.append("second")

    waiter = threading.Thread(target=second)
    waiter.start()
    with transaction():
        lock_words("gift", "kim@example.org")
        holding.set()
        waiter.join(0.2)
        order.append("first")
    waiter.join()
    assert order == ["first", "second"]
