"""What is written for good is neither changed nor deleted, on both databases."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from donations.core.append_only import APPEND_ONLY, create_guards, guarded_verbs, missing_guards
from donations.core.database import db
from tests.colleague import colleague
from tests.databases import undone
from tests.plans import gives_monthly
from tests.story import Story


@pytest.fixture
def refunded(story: Story) -> Story:
    """Donations with a row in every table that only grows."""
    story.gives("50.00")
    story.sandbox.refund(story.payment_id())
    story.settles()
    gives_monthly(story)
    colleague(story.app)
    return story


def test_no_row_that_only_grows_is_changed_or_deleted(refunded: Story) -> None:
    column = {"receipt_gift": "receipt_id", "receipt_document": "receipt_id", "receipt_void": "receipt_id"}
    refused = []
    with refunded.inside():
        for table in APPEND_ONLY:
            name = column.get(table, "id")
            statements = {
                "update": f"UPDATE {table} SET {name} = {name}",
                "delete": f"DELETE FROM {table}",
                "truncate": f"TRUNCATE {table} CASCADE",
            }
            for statement in [statements[verb] for verb in guarded_verbs(db.session.connection())]:
                with undone(), pytest.raises(DBAPIError, match=f"{table} is append-only"):
                    db.session.execute(text(statement))
                refused.append(statement)
        assert len(refused) == len(guarded_verbs(db.session.connection())) * len(APPEND_ONLY)


@pytest.mark.usefixtures("inside")
def test_a_lost_trigger_is_missed_and_can_be_put_back() -> None:
    where = {"sqlite": "", "postgresql": " ON receipt"}[db.engine.dialect.name]
    with undone():
        connection = db.session.connection()
        assert missing_guards(connection) == set()
        verbs = guarded_verbs(connection)
        for verb in verbs:
            connection.execute(text(f"DROP TRIGGER receipt_no_{verb}{where}"))
        assert missing_guards(connection) == {f"receipt_no_{verb}" for verb in verbs}
        create_guards(connection, "receipt")
        assert missing_guards(connection) == set()
