"""Bring the database to the newest revision, and tell whether it is there. Alembic is loaded only here."""

from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import OperationalError

from donations.core.errors import Refused
from donations.core.installation import migrations_folder


def migrate(engine: Engine, revision: str = "head") -> None:
    """Run every pending migration, up to `revision`; from an empty database up."""
    from alembic import command  # noqa: PLC0415 - half a second that a web process need not spend
    from alembic.config import Config  # noqa: PLC0415 - the same

    config = Config()
    config.set_main_option("script_location", str(migrations_folder()))
    config.attributes["engine"] = engine
    command.upgrade(config, revision)


def newest_revision() -> str:
    """The name of the last migration file, without loading Alembic: they are numbered and linear."""
    return max(path.stem for path in (migrations_folder() / "versions").glob("[0-9]*.py"))


def present_revision(engine: Engine) -> str | None:
    """What the database says of itself; None when it is empty. Raises `Refused` when it does not answer."""
    try:
        with engine.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
            return revision
    except OperationalError as trouble:
        [problem, *_] = str(trouble.orig).splitlines()
        raise Refused("The database does not answer: %(problem)s", problem=problem) from trouble
