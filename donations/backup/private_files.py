"""Files and folders that only their owner may read, on the disk for good."""

import os
import shutil
from pathlib import Path


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
