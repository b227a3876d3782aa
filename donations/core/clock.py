"""The only clock. Everything inside the service is aware UTC; people's days are counted in a zone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

SANDBOX_FILE = "sandbox-clock"  # in the data directory
_FURTHEST = 100 * 365 * 86_400


def now() -> datetime:
    """The present moment, aware, in UTC; where time is played with, the one of the sandbox."""
    return datetime.now(UTC) if _ahead.file is None else datetime.now(UTC) + _ahead.by(_ahead.file)


def real_now() -> datetime:
    """The present moment outside, wherever the sandbox's clock may be."""
    return datetime.now(UTC)


def run_ahead(file: Path | None) -> None:
    """From now on this process is ahead by the seconds in `file`, which the sandbox writes; None: not at all.

    Only for the sandbox. As long as there is no file it is the present; the clock is never put back.
    """
    _ahead.file, _ahead.seen, _ahead.ahead = file, (0, 0), timedelta(0)


def from_timestamp(seconds: int) -> datetime:
    """A moment in Unix seconds, as the payment provider writes it."""
    return datetime.fromtimestamp(seconds, UTC)


def local_date(moment: datetime, zone: str) -> date:
    """The day of `moment` (aware) in `zone`, e.g. ``Europe/Warsaw``: 23:30 on 31 December stays in its year."""
    return moment.astimezone(ZoneInfo(zone)).date()


@dataclass(slots=True)
class _Ahead:
    """How far ahead, read again only when the file was written again."""

    file: Path | None = None
    seen: tuple[int, int] = (0, 0)  # the file is a new one each time: the clock of a disk ticks too slowly alone
    ahead: timedelta = timedelta(0)

    def by(self, file: Path) -> timedelta:
        try:
            found = file.stat()
        except OSError:
            return self.ahead
        if self.seen != (found.st_ino, found.st_mtime_ns):
            self.ahead, self.seen = max(self.ahead, _read(file)), (found.st_ino, found.st_mtime_ns)
        return self.ahead


def _read(file: Path) -> timedelta:
    """What the file says; nothing when it says no number of seconds anybody could mean."""
    try:
        return timedelta(seconds=min(max(int(file.read_text(encoding="ascii")), 0), _FURTHEST))
    except (OSError, ValueError):
        return timedelta(0)


_ahead = _Ahead()
