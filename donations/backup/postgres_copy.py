"""A copy of a PostgreSQL database, by its own tools: `pg_dump` sees one moment and keeps nobody waiting."""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Engine, inspect, text

from donations.backup.manifest import private_file
from donations.core.errors import Refused

NAME = "donations.pgdump"
_MAJOR = re.compile(r"\(PostgreSQL\)\s+(\d+)")
_BARE = ("--no-owner", "--no-privileges")


def dump_postgres(engine: Engine, target: Path) -> None:
    """In the custom format: compressed, and restored in one transaction."""
    tool = _tool("pg_dump", engine)
    with _address(engine.url) as address:
        _run(tool, "--format=custom", *_BARE, f"--file={private_file(target)}", f"--dbname={address}")


def load_postgres(engine: Engine, source: Path) -> None:
    """Into an empty database: all of it, or nothing."""
    tool = _tool("pg_restore", engine)
    with _address(engine.url) as address:
        _run(tool, "--single-transaction", "--exit-on-error", *_BARE, f"--dbname={address}", str(source))


def is_empty(engine: Engine) -> bool:
    """Whether there is no table in it yet."""
    return not inspect(engine).get_table_names()


def _tool(name: str, engine: Engine) -> str:
    """Where it is; raises `Refused` when it is missing, or too old for this server."""
    with engine.connect() as connection:
        server = int(connection.scalar(text("SHOW server_version_num")) or 0) // 10_000
    path = shutil.which(name)
    if path is None:
        raise Refused(
            "%(tool)s is not installed here. Install the client programs of PostgreSQL %(server)s or newer.",
            tool=name,
            server=server,
        )
    found = _MAJOR.search(_run(path, "--version"))
    present = int(found[1]) if found else 0
    if present < server:
        raise Refused(
            "%(tool)s is of PostgreSQL %(present)s, the server of %(server)s. "
            "Install the client programs of PostgreSQL %(server)s or newer.",
            tool=name,
            present=present,
            server=server,
        )
    return path


@contextmanager
def _address(url: URL) -> Iterator[str]:
    """As the tools take it. The password goes by a file: a command line can be read by everybody on the machine."""
    bare = URL.create("postgresql", url.username, None, url.host, url.port, url.database, url.query)
    with tempfile.TemporaryDirectory(prefix="donations-") as folder:
        if url.password:
            file = private_file(Path(folder) / "pgpass")
            file.write_text("*:*:*:*:" + re.sub(r"([\\:])", r"\\\1", str(url.password)) + "\n", "utf-8")
            bare = bare.update_query_dict({"passfile": str(file)})
        yield bare.render_as_string(hide_password=False)


def _run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - a fixed tool, no shell
    if done.returncode:
        problem = done.stderr.strip().splitlines() or [str(done.returncode)]
        raise Refused("%(tool)s failed: %(problem)s", tool=Path(command[0]).name, problem=problem[0][:300])
    return done.stdout
