"""Commands as people type them, in a data directory of the test's own."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from donations.cli import main


@dataclass(frozen=True)
class Details:
    """What a command answered."""

    code: int
    out: str
    err: str


Typed = Callable[..., Details]


@pytest.fixture
def folder(monkeypatch, tmp_path: Path) -> Path:
    """The data directory; no setting comes from outside."""
    for name in [*os.environ]:
        if name.startswith("DONATIONS_") or name in ("PORT", "SANDBOX_PORT"):
            monkeypatch.delenv(name)
    data = tmp_path / "data"
    monkeypatch.setenv("DONATIONS_DATA_DIR", str(data))
    return data


@pytest.fixture
def filled(folder: Path, sqlite_template: Path) -> Path:
    """The data directory with a migrated database and the demo foundation in it."""
    folder.mkdir()
    shutil.copy(sqlite_template, folder / "donations.sqlite3")
    return folder


@pytest.fixture
def typed(folder: Path, monkeypatch, capsys) -> Typed:
    """Type a command; what it answers and says."""

    def type_(*words: str) -> Details:
        monkeypatch.setattr("sys.argv", ["donations", *words])
        code = 0
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        said = capsys.readouterr()
        return Details(code, said.out, said.err)

    return type_
