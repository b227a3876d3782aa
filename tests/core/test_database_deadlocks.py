"""A deadlock is told from every other error of the database."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DBAPIError

from donations.core.database import is_collision


def locks(connection: Connection, number: int) -> DBAPIError | None:
    """What the database says to whoever wants this lock."""
    try:
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})
    except DBAPIError as error:
        connection.rollback()
        return error
    return None


def test_two_that_wait_for_each_other_collide(postgres_database: str) -> None:
    engine = create_engine(postgres_database)
    with engine.connect() as one, engine.connect() as two, ThreadPoolExecutor(1) as beside:
        locks(one, 1)
        locks(two, 2)
        waits = beside.submit(locks, one, 2)
        said = [locks(two, 1)]
        two.rollback()
        said.append(waits.result())
    engine.dispose()
    assert [is_collision(error) for error in said if error] == [True]


@pytest.mark.parametrize("url", ["sqlite://", "postgres"])
def test_other_errors_are_none(url: str, postgres_database: str) -> None:
    engine = create_engine(url if url == "sqlite://" else postgres_database)
    with engine.connect() as connection, pytest.raises(DBAPIError) as caught:
        connection.execute(text("SELECT nothing FROM nowhere"))
    engine.dispose()
    assert not is_collision(caught.value)
    assert not is_collision(ValueError())
