"""From an empty database to the newest, on both; what is there is what the models say."""

import importlib
import pkgutil

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, Engine, create_engine, inspect, text
from sqlalchemy.exc import IntegrityError

import donations
from donations.core.append_only import missing_guards
from donations.core.database import Base, prepare_engine
from donations.core.migrate import migrate, newest_revision, present_revision
from donations.search.search_index import BESIDE_THE_MODELS
from tests import postgres


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request, tmp_path):
    """A database with nothing in it."""
    is_sqlite = request.param == "sqlite"
    url = f"sqlite:///{tmp_path / 'empty.sqlite3'}" if is_sqlite else postgres.fresh_database()
    engine = create_engine(url)
    prepare_engine(engine)
    yield engine
    engine.dispose()
    if not is_sqlite:
        postgres.drop_database(url)


def test_from_empty_to_what_the_models_say(empty: Engine) -> None:
    for module in pkgutil.walk_packages(donations.__path__, "donations."):
        importlib.import_module(module.name)
    assert present_revision(empty) is None
    migrate(empty)
    beside = set()

    def is_of_a_model(thing, name, kind, is_there, model):
        """All but what is there for searching; each of these is noted."""
        named = (kind, f"{thing.table.name}.{name}" if kind == "column" else name)
        if is_there and model is None and named in BESIDE_THE_MODELS[empty.dialect.name]:
            beside.add(named)
            return False
        return True

    with empty.connect() as connection:
        compared = {"compare_type": True, "compare_server_default": True, "include_object": is_of_a_model}
        context = MigrationContext.configure(connection, opts=compared)
        assert compare_metadata(context, Base.metadata) == []
        assert beside == BESIDE_THE_MODELS[empty.dialect.name]
        assert missing_guards(connection) == set()
    assert present_revision(empty) == newest_revision()


OLD_ROWS = {
    "supporter": "id, email, email_key, name, language, added_at) VALUES (:id, 'a@b.pl', 'a@b.pl', 'Ann', 'pl', :at",
    "donation": """id, reference, amount_minor, covered_costs_minor, currency, status, supporter_id, donor_name,
        donor_email, email_key, is_anonymous, language, privacy_version, started_at, settled_at)
        VALUES (:id, '7KQ4-M2XF', 5000, 0, 'PLN', 'settled', :id, 'Ann', 'a@b.pl', 'a@b.pl', :no, 'pl', 1, :at, :at""",
    "payment": """id, provider_payment_id, donation_id, amount_minor, currency, first_heard_at, succeeded_at)
        VALUES (:id, 'pi_1', :id, 5000, 'PLN', :at, :at""",
    "refund": """id, provider_refund_id, payment_id, donation_id, amount_minor, currency, status, reported_at,
        first_heard_at) VALUES (:id, 're_1', :id, :id, 2000, 'PLN', 'succeeded', :at, :at""",
    "letter": """id, kind, subject_id, about_id, recipient_name, recipient_email, language, state, written_at)
        VALUES (:id, 'thanks', :id, :id, 'Ann', 'a@b.pl', 'pl', 'sent', :at""",
}


def test_the_rows_of_the_first_version_are_kept_and_may_be_more_than_before(empty: Engine) -> None:
    """Tables that others point to are rebuilt on SQLite: nothing points into the void, and keys are minded again."""
    migrate(empty, "0001_first")
    given = {"id": "00000000000000000000000000000001", "at": "2026-11-22 10:00:00+00:00", "no": False}
    with empty.begin() as connection:
        for table, row in OLD_ROWS.items():
            connection.execute(text(f"INSERT INTO {table} ({row})"), given)
    migrate(empty)
    with empty.begin() as connection:
        kept = {table: connection.scalar(text(f"SELECT COUNT(*) FROM {table}")) for table in OLD_ROWS}
        assert kept == dict.fromkeys(OLD_ROWS, 1)
        connection.execute(text("UPDATE supporter SET email_key = NULL"))
        requested = (
            "provider_refund_id = NULL, reported_at = NULL, requested_at = :at, requested_by = :id, reason = 'why'"
        )
        connection.execute(text(f"UPDATE refund SET status = 'requested', {requested}"), given)
    for wrong in (
        "UPDATE refund SET requested_by = NULL",
        "UPDATE refund SET amount_minor = 0",
        "DELETE FROM supporter",
    ):
        with pytest.raises(IntegrityError), empty.begin() as connection:
            connection.execute(text(wrong))


LISTED = """INSERT INTO listed_donation (position, rank, donation_id, day, status, fund_id, campaign_id, amount_minor,
    refunded_minor, currency, size, is_held, has_message, is_disputed, words, marks)
    VALUES (:place, :place, :id, '2026-11-22', 'settled', :id, :id, 5000, 0, 'PLN', 50000, :no, :no, :no, 'ann',
    '_upln')"""
BIT = 128


def test_places_in_the_list_lose_the_bit_that_old_sqlite_trips_over(empty: Engine) -> None:
    """Whose place is taken without it gets another; the search finds everybody as before."""
    places = [1 << 60, (1 << 60) + BIT, (1 << 60) + 5 * BIT, (1 << 60) + 2 * BIT + 7]
    migrate(empty, "0014_plan_money")
    with empty.begin() as connection:
        for number, place in enumerate(places):
            given = {"id": f"{number:032x}", "at": "2026-11-22 10:00:00+00:00", "no": False, "place": place}
            connection.execute(
                text(f"INSERT INTO supporter ({OLD_ROWS['supporter']})".replace("a@b.pl", f"{number}@b.pl")), given
            )
            connection.execute(
                text(f"INSERT INTO donation ({OLD_ROWS['donation']})".replace("7KQ4-M2XF", f"7KQ4-000{number}")), given
            )
            connection.execute(text(LISTED), given)
    migrate(empty)
    with empty.begin() as connection:
        listed = connection.execute(text("SELECT position, rank FROM listed_donation ORDER BY position")).all()
        assert not [place for row in listed for place in row if place & BIT]
        assert {places[0], places[2] - BIT, places[3]} < {position for position, _ in listed}
        assert [position >> 20 for position, _ in listed] == [places[0] >> 20] * 4
        if empty.dialect.name == "sqlite":
            connection.execute(
                text("UPDATE listed_donation SET marks = '_ueur' WHERE position = :place"), {"place": places[3]}
            )
            found = "SELECT rowid FROM donation_search WHERE donation_search MATCH '_upln' ORDER BY rowid"
            assert list(connection.scalars(text(found))) == [
                position for position, _ in listed if position != places[3]
            ]


def test_every_rule_of_the_models_is_kept_by_the_database(empty: Engine) -> None:
    migrate(empty)
    tables = {name: table for name, table in Base.metadata.tables.items() if inspect(empty).has_table(name)}
    there = {name: {each["name"] for each in inspect(empty).get_check_constraints(name)} for name in tables}
    meant = {
        name: {str(each.name) for each in table.constraints if isinstance(each, CheckConstraint) and each.name}
        for name, table in tables.items()
    }
    assert {name: rules - there[name] for name, rules in meant.items() if rules - there[name]} == {}


def test_migrating_again_changes_nothing(empty: Engine) -> None:
    migrate(empty)
    before = inspect(empty).get_table_names()
    migrate(empty)
    assert inspect(empty).get_table_names() == before


def test_an_older_database_says_so(empty: Engine) -> None:
    migrate(empty)
    with empty.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000_older'"))
    assert present_revision(empty) == "0000_older"
