"""Letters as ``.eml`` files in a folder: for the sandbox, and wherever no mail server is configured."""

import hashlib
import os
import re
import tempfile
from datetime import UTC
from email.message import EmailMessage
from pathlib import Path

from donations.mail.transport import PostUnavailable, wire_bytes

_UNSAFE = re.compile(r"[^A-Za-z0-9]+")


class FilePost:
    """Writes each letter whole or not at all; the same letter again replaces its own file."""

    is_repeatable = True

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, message: EmailMessage) -> None:
        """The letter, on the disk for good when this returns."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._write(self._path_of(message), wire_bytes(message))
        except OSError as trouble:
            raise PostUnavailable(f"the mail folder cannot be written: {trouble.strerror}") from trouble

    def _path_of(self, message: EmailMessage) -> Path:
        """Sorts by date, names nobody. Date and Message-ID come from the letter's row: a repeat has the same name."""
        identity = str(message["Message-ID"])
        readable = _UNSAFE.sub("-", identity.partition("@")[0]).strip("-")[:60]
        digest = hashlib.sha256(identity.encode()).hexdigest()[:8]
        moment = message["Date"].datetime.astimezone(UTC)
        return self.folder / f"{moment:%Y-%m-%dT%H%M%SZ}_{readable}_{digest}.eml"

    def _write(self, path: Path, content: bytes) -> None:
        descriptor, temporary = tempfile.mkstemp(dir=self.folder, prefix=".", suffix=".part")  # mode 0600
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(path)
        except OSError:
            Path(temporary).unlink(missing_ok=True)
            raise
        self._sync_folder()

    def _sync_folder(self) -> None:
        descriptor = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
