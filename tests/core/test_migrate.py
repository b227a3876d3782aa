"""From an empty database to the newest, on both; what is there is what the models say."""

import importlib
import pkgutil

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, create_engine, inspect, text

import donations
from donations.core.append_only import missing_guards
from donations.core.database import Base, prepare_engine
from donations.core.migrate import migrate, newest_revision, present_revision
from donations.reporting.listing.search_index import BESIDE_THE_MODELS
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
