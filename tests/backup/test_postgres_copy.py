"""PostgreSQL's own tools: which are missing or too old is said in a line, before anything is written."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL, Engine, create_engine, make_url

from donations.backup.postgres_copy import _address, dump_postgres, is_empty, load_postgres
from donations.core.errors import Refused
from tests import postgres
from tests.postgres_tools import tools_by_version

TOOLS = tools_by_version()
OLDEST, NEWEST = min(TOOLS), max(TOOLS)


@pytest.fixture
def engine(postgres_database: str) -> Iterator[Engine]:
    engine = create_engine(postgres_database)
    yield engine
    engine.dispose()


def test_without_the_tool_it_says_what_to_install(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Refused, match=f"pg_dump is not installed here. Install .* PostgreSQL {NEWEST} or newer"):
        dump_postgres(engine, tmp_path / "dump")
    assert not (tmp_path / "dump").exists()


def test_a_tool_older_than_the_server_is_refused(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(TOOLS[OLDEST]))
    with pytest.raises(Refused, match=f"pg_dump is of PostgreSQL {OLDEST}, the server of {NEWEST}"):
        dump_postgres(engine, tmp_path / "dump")


def test_a_password_goes_by_a_file_and_never_by_the_command_line() -> None:
    word = r"it's: a \word"
    url = URL.create("postgresql+psycopg", "kim", word, "db.example", 5433, "donations", {"sslmode": "require"})
    with _address(url) as address:
        shown = make_url(address)
        passfile = Path(str(shown.query["passfile"]))
        assert (shown.username, shown.host, shown.port, shown.password) == ("kim", "db.example", 5433, None)
        assert shown.query["sslmode"] == "require"
        assert passfile.read_text() == "*:*:*:*:it's\\: a \\\\word\n"
        assert passfile.stat().st_mode & 0o777 == 0o600
    assert not passfile.exists()


@pytest.mark.usefixtures("postgres_tools")
def test_what_is_no_dump_is_told_in_a_line_and_leaves_nothing(tmp_path: Path) -> None:
    url = postgres.fresh_database()
    engine = create_engine(url)
    (tmp_path / "dump").write_bytes(b"nonsense")
    with pytest.raises(Refused, match="pg_restore failed: "):
        load_postgres(engine, tmp_path / "dump")
    assert is_empty(engine)
    engine.dispose()
    postgres.drop_database(url)
