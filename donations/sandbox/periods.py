"""When the next period of a subscription ends, counted in UTC from the anchor, as Stripe counts."""

from calendar import monthrange
from datetime import UTC, datetime, timedelta

_MONTHS = {"month": 1, "year": 12}
_DAYS = {"day": 1, "week": 7}


def period_end(anchor: int, start: int, interval: str, count: int) -> int:
    """The end of the period that begins at `start`: 31 January, 28 February, 31 March …"""
    begun = datetime.fromtimestamp(start, UTC)
    if interval in _DAYS:
        return int((begun + timedelta(days=_DAYS[interval] * count)).timestamp())
    first = datetime.fromtimestamp(anchor, UTC)
    months = (begun.year - first.year) * 12 + begun.month - first.month + _MONTHS[interval] * count
    return int(_months_after(first, months).timestamp())


def _months_after(moment: datetime, months: int) -> datetime:
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    day = min(moment.day, monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)
