"""The files of this checkout: for the rules of the house, and for trying it out as a fresh clone."""

import ast
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@cache
def files(pattern: str = "**") -> list[Path]:
    """What is tracked, or would be with `git add`; relative to ROOT, matching the glob `pattern`."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", f":(glob){pattern}"]
    listing = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return sorted({Path(name) for name in listing.split("\0") if name and (ROOT / name).is_file()})


def read(path: Path) -> str:
    """The text of a file of `files`."""
    return (ROOT / path).read_text(encoding="utf-8")


def lines(pattern: str) -> Iterator[tuple[str, str]]:
    """Each line of the matching files, with its place as `path:number`."""
    for path in files(pattern):
        for number, line in enumerate(read(path).splitlines(), start=1):
            yield f"{path}:{number}", line


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a Python file of `files`."""
    return ast.parse(read(path), str(path))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method, nested ones too."""
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def copy_to(folder: Path) -> Path:
    """What a fresh clone would hold: nothing that is ignored, nothing that was built."""
    for path in files():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / path, target)
    return folder
