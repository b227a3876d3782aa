"""Put a backup into an empty place. Bringing it up to date and proving it is left to the caller."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine

from donations.backup import postgres_copy, sqlite_copy
from donations.backup.make_backup import LETTERS
from donations.backup.manifest import SETTINGS_FILE, Manifest, private_copy, private_folder, stand_ins, sync
from donations.core.errors import Refused
from donations.core.installation import migrations_folder
from donations.settings import Settings, data_dir, load_settings

_MAY_BE_THERE = frozenset({"secrets.toml"})  # put back by a person beforehand


def restore_backup(source: Path, manifest: Manifest) -> Settings:
    """Files into the data directory, rows into the database of the settings; returns the settings to go on with,
    which have stand-ins for secrets. Whatever is refused, the place is as empty afterwards as it was.
    """
    folder = data_dir()
    _refuse_newer(manifest)
    _refuse_occupied(folder)
    with _taken_back_unless_done(folder):
        _put_files(source, folder)
        settings = load_settings(**stand_ins(manifest.mode))
        _put_database(source, manifest, settings)
        sync(folder)
    return settings


def _refuse_newer(manifest: Manifest) -> None:
    """A schema this program does not know."""
    known = {path.stem for path in (migrations_folder() / "versions").glob("[0-9]*.py")}
    if manifest.revision not in known:
        raise Refused(
            "The backup is of a newer version: %(version)s, schema %(revision)s. Install that first.",
            version=manifest.version,
            revision=manifest.revision,
        )


def _refuse_occupied(folder: Path) -> None:
    found = sorted({path.name for path in folder.iterdir()} - _MAY_BE_THERE) if folder.is_dir() else []
    if found:
        raise Refused(
            "%(folder)s is not empty (%(names)s): a backup is restored into an empty place only.",
            folder=folder,
            names=", ".join(found[:5]),
        )


def _put_files(source: Path, folder: Path) -> None:
    private_folder(folder)
    private_copy(source / SETTINGS_FILE, folder / SETTINGS_FILE)
    if (source / LETTERS).is_dir():
        private_folder(folder / LETTERS)
        for letter in sorted((source / LETTERS).iterdir()):
            private_copy(letter, folder / LETTERS / letter.name)


def _put_database(source: Path, manifest: Manifest, settings: Settings) -> None:
    engine = create_engine(settings.database)
    try:
        if engine.dialect.name != manifest.database:
            raise Refused(
                "The backup is of %(kind)s, and DONATIONS_DATABASE_URL names another database.", kind=manifest.database
            )
        if manifest.database == "postgresql":
            _refuse_filled(is_empty=postgres_copy.is_empty(engine), address=engine.url.render_as_string())
            postgres_copy.load_postgres(engine, source / postgres_copy.NAME)
        else:
            database = Path(str(engine.url.database))
            _refuse_filled(is_empty=not database.exists(), address=str(database))
            sqlite_copy.put_sqlite(source / sqlite_copy.NAME, database)
    finally:
        engine.dispose()


def _refuse_filled(*, is_empty: bool, address: str) -> None:
    if not is_empty:
        raise Refused(
            "%(address)s is not empty: a backup is restored into an empty place only.",
            address=address,
        )


@contextmanager
def _taken_back_unless_done(folder: Path) -> Iterator[None]:
    """The place was empty: all that is in it now has come from us."""
    try:
        yield
    except BaseException:
        for path in folder.iterdir() if folder.is_dir() else ():
            if path.name not in _MAY_BE_THERE:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        raise
