"""What lies in a backup: written last of all, and believed only as far as the digests of the files agree."""

import hashlib
import json
import os
import shutil
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from donations.core.errors import Refused


def private_folder(path: Path) -> Path:
    """Made with its parents; the last of them for the owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.mkdir(mode=0o700, exist_ok=True)
    return path


def private_file(path: Path) -> Path:
    """An empty one, for somebody else to fill; refuses to overwrite."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    return path


def private_copy(source: Path, target: Path) -> None:
    """The same bytes in a file of the owner's own."""
    shutil.copyfile(source, private_file(target))


def sync(folder: Path) -> None:
    """Everything below, and the folder itself, survives a power cut."""
    for path in (*folder.rglob("*"), folder, folder.parent):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


NAME = "manifest.json"
FORMAT = 1
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Manifest:
    """`made_at` is a moment before anything was copied; `secrets` names the settings that are to be set again."""

    made_at: datetime
    version: str  # of the program
    mode: str
    installation: str
    revision: str  # of the schema
    database: str  # sqlite or postgresql
    secrets: list[str]
    files: dict[str, dict[str, Any]]  # path inside the backup -> bytes, sha256

    def text(self) -> str:
        """As it is stored."""
        made_at = self.made_at.astimezone(UTC).isoformat(timespec="seconds")
        return json.dumps({"format": FORMAT, **asdict(self), "made_at": made_at}, indent=2) + "\n"


def described(folder: Path) -> dict[str, dict[str, Any]]:
    """Every file below `folder`, but the manifest: how long it is, and its digest."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path != folder / NAME)
    return {str(path.relative_to(folder)): _facts(path) for path in paths}


def checked_manifest(folder: Path) -> Manifest:
    """The manifest of a backup whose files are all there and as they were written; raises `Refused` otherwise."""
    manifest = _read(folder)
    found, told = described(folder), manifest.files
    changed = sorted(name for name in found.keys() | told.keys() if found.get(name) != told.get(name))
    if changed:
        raise Refused("The backup in %(folder)s is damaged: %(names)s", folder=folder, names=", ".join(changed[:5]))
    return manifest


def _read(folder: Path) -> Manifest:
    try:
        told = json.loads((folder / NAME).read_text("utf-8"))
        if told.pop("format") != FORMAT:
            raise Refused("The backup in %(folder)s was made by a newer version of this program.", folder=folder)
        return Manifest(**{**told, "made_at": datetime.fromisoformat(told["made_at"])})
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
        raise Refused("There is no whole backup in %(folder)s.", folder=folder) from problem


def _facts(path: Path) -> dict[str, Any]:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return {"bytes": path.stat().st_size, "sha256": digest.hexdigest()}
