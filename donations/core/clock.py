"""The only clock. Everything inside the service is aware UTC; people's days are counted in a zone."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def from_timestamp(seconds: int) -> datetime:
    """A moment told in Unix seconds, as the payment provider tells it."""
    return datetime.fromtimestamp(seconds, UTC)


def local_date(moment: datetime, zone: str) -> date:
    """The day of `moment` (aware) in `zone`, e.g. ``Europe/Warsaw``: 23:30 on 31 December stays in its year."""
    return moment.astimezone(ZoneInfo(zone)).date()
