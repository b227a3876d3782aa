"""What is written for good is neither changed nor deleted, on both databases."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from donations.core.append_only import APPEND_ONLY, create_guards, missing_guards
from donations.core.database import db
from tests.databases import undone
from tests.story import Story


@pytest.fixture
def refunded(story: Story) -> Story:
    """A gift with a row in every table that only grows."""
    story.gives("50.00")
    story.sandbox.refund(story.payment_id())
    story.settles()
    return story


def test_no_row_that_only_grows_is_changed_or_deleted(refunded: Story) -> None:
    column = {"receipt_gift": "receipt_id", "receipt_document": "receipt_id", "receipt_void": "receipt_id"}
    refused = []
    with refunded.inside():
        for table in APPEND_ONLY:
            name = column.get(table, "id")
            for statement in (f"UPDATE {table} SET {name} = {name}", f"DELETE FROM {table}"):
                with undone(), pytest.raises(DBAPIError, match=f"{table} is append-only"):
                    db.session.execute(text(statement))
                refused.append(statement)
    assert len(refused) == 2 * len(APPEND_ONLY)


@pytest.mark.usefixtures("inside")
def test_a_lost_trigger_is_missed_and_can_be_put_back() -> None:
    where = {"sqlite": "", "postgresql": " ON receipt"}[db.engine.dialect.name]
    with undone():
        connection = db.session.connection()
        assert missing_guards(connection) == set()
        for verb in ("update", "delete"):
            connection.execute(text(f"DROP TRIGGER receipt_no_{verb}{where}"))
        assert missing_guards(connection) == {"receipt_no_update", "receipt_no_delete"}
        create_guards(connection, "receipt")
        assert missing_guards(connection) == set()
