"""Settings as a backup holds them: all that were set, wherever they came from, but for secrets and places."""

import hashlib
import json
import os
import shutil
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import tomlkit

from donations.core.errors import Refused
from donations.settings import Settings

SETTINGS_FILE = "settings.toml"
_PLACES = frozenset({"data_dir", "database_url"})  # of the machine that was lost; the address may hold a password
_HEAD = "As they stood when the backup was made. Secrets, data directory and database are set elsewhere."


def plain_settings(settings: Settings) -> str:
    """The text of a settings file."""
    document = tomlkit.document()
    document.add(tomlkit.comment(_HEAD))
    for name in type(settings).model_fields:
        if name in settings.model_fields_set - _PLACES - _secret_names():
            document.add(name, getattr(settings, name))
    return tomlkit.dumps(document)


def secrets_in_use(settings: Settings) -> list[str]:
    """Settings whose values are in no backup, by the names they have in the environment."""
    names = [name for name in type(settings).model_fields if name in _secret_names() and getattr(settings, name)]
    if settings.database_url:
        names.append("database_url")
    return [f"DONATIONS_{name.upper()}" for name in names]


def stand_ins(mode: str) -> dict[str, Any]:
    """Enough to open the database of that mode before its secrets are back; nothing is signed or sent with them."""
    key = {"live": "sk_live_", "test": "sk_test_"}.get(mode)
    return {
        "mode": mode,
        "secret_key": "no secret: it stands in while a backup is restored",
        "stripe_secret_key": f"{key}stands_in" if key else "",
        "stripe_webhook_secret": "whsec_stands_in",
    }


def _secret_names() -> set[str]:
    """Those the settings never show."""
    return {name for name, field in Settings.model_fields.items() if not field.repr}


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
    found, stored = described(folder), manifest.files
    changed = sorted(name for name in found.keys() | stored.keys() if found.get(name) != stored.get(name))
    if changed:
        raise Refused("The backup in %(folder)s is damaged: %(names)s", folder=folder, names=", ".join(changed[:5]))
    return manifest


def _read(folder: Path) -> Manifest:
    try:
        stored = json.loads((folder / NAME).read_text("utf-8"))
        if stored.pop("format") != FORMAT:
            raise Refused("The backup in %(folder)s was made by a newer version of this program.", folder=folder)
        return Manifest(**{**stored, "made_at": datetime.fromisoformat(stored["made_at"])})
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
        raise Refused("There is no whole backup in %(folder)s.", folder=folder) from problem


def _facts(path: Path) -> dict[str, Any]:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return {"bytes": path.stat().st_size, "sha256": digest.hexdigest()}
