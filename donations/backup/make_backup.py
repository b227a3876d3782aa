"""Make a backup of a running service: database, letters kept as files, settings, and a manifest of it all."""

import shutil
import tempfile
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from donations.backup import postgres_copy, sqlite_copy
from donations.backup.manifest import (
    NAME,
    SETTINGS_FILE,
    Manifest,
    described,
    plain_settings,
    private_copy,
    private_file,
    private_folder,
    secrets_in_use,
    sync,
)
from donations.core import clock
from donations.core.database import db
from donations.core.errors import Refused
from donations.core.installation import installation
from donations.core.migrate import newest_revision
from donations.settings import Settings

LETTERS = "mail"  # in the data directory, where no mail server is set
TO_STAFF = "_staff-"  # in the name of a file: what the kinds of letters to staff begin with


def make_backup(target: Path, settings: Settings) -> Manifest:
    """Into `target`, which must not be there yet: made under another name, it bears its own only when it is whole.

    The sandbox's own store is left out, as the provider's would be. To be called with a database that is up to date.
    """
    if target.exists():
        raise Refused("%(target)s is there already: a backup never replaces another.", target=target)
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent))
    try:
        manifest = _fill(unfinished, settings, clock.now())
        sync(unfinished)
        unfinished.rename(target)
    except BaseException:
        shutil.rmtree(unfinished)
        raise
    sync(target)
    return manifest


def _fill(folder: Path, settings: Settings, made_at: datetime) -> Manifest:
    """The database first: a letter it knows as sent is among the files copied after it."""
    kind = _copy_database(folder)
    _copy_letters(settings.data_dir / LETTERS, folder / LETTERS)
    private_file(folder / SETTINGS_FILE).write_text(plain_settings(settings), "utf-8")
    manifest = Manifest(
        made_at=made_at,
        version=version("donations"),
        mode=settings.mode,
        installation=str(installation().installation_id),
        revision=newest_revision(),
        database=kind,
        secrets=secrets_in_use(settings),
        files=described(folder),
    )
    private_file(folder / NAME).write_text(manifest.text(), "utf-8")
    return manifest


def _copy_database(folder: Path) -> str:
    engine = db.engine
    if engine.dialect.name == "sqlite":
        sqlite_copy.copy_sqlite(Path(str(engine.url.database)), folder / sqlite_copy.NAME)
    else:
        postgres_copy.dump_postgres(engine, folder / postgres_copy.NAME)
    return engine.dialect.name


def _copy_letters(source: Path, target: Path) -> None:
    """Finished ones: those that are being written begin with a dot. None to staff: their links open accounts."""
    if not source.is_dir():
        return
    private_folder(target)
    for letter in sorted(source.glob("[!.]*.eml")):
        if TO_STAFF not in letter.name:
            private_copy(letter, target / letter.name)
