"""The place of a donation in the list: its moment in milliseconds, then twenty bits for those of one moment.

One number that sorts by time lets both databases page, search and cut out a span of days along one index; a donation
recorded later for an earlier day falls into its place. The rank is the same by amount: thousandths of the currency's
unit, then the day, then twelve random bits.

One bit of either is never set. SQLite before 3.43 answers a full-text question over some hundred thousand rows
backwards by stepping over row ids of nine bytes, loses its way after one whose last byte has this bit, and leaves rows
out.
"""

import secrets
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Table, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from donations.core.database import db, session
from donations.giving.models import Donation
from donations.search.facts import facts_of
from donations.search.models import DayFigure, ListedDonation
from donations.search.plans import restore_plan_words
from donations.search.search_index import remake

_TIE_BITS = 20
_NEVER_SET = 1 << 7
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND, _DAY = timedelta(milliseconds=1), timedelta(days=1)

_RANK_BITS = 27  # below the amount
_DAY_BITS = 15  # of these
_EXACT = 1 << 35  # thousandths: 34 million of a currency's unit; beyond, ranks are 65 units wide
_COARSE_BITS = 16
LAST_RANK = (1 << 63) - 1


def position_at(moment: datetime, donation_id: UUID) -> int:
    """A place at that moment: the provider tells seconds, so what was started later mostly comes later."""
    started_ms = donation_id.int >> 80
    return first_position(moment) | _low(started_ms, _TIE_BITS)


def first_position(moment: datetime) -> int:
    """The lowest place at that moment, whether taken or not."""
    return ((moment - _EPOCH) // _MILLISECOND) << _TIE_BITS


def position_beside(position: int) -> int:
    """Another place at the same moment."""
    return (position >> _TIE_BITS << _TIE_BITS) | _low(secrets.randbits(_TIE_BITS), _TIE_BITS)


def is_at(position: int, moment: datetime) -> bool:
    """Whether the place belongs to that moment."""
    return position >> _TIE_BITS == (moment - _EPOCH) // _MILLISECOND and not position & _NEVER_SET


def start_of(day: date, zone: str) -> int:
    """The lowest place of a day in that zone."""
    return first_position(datetime.combine(day, time(), ZoneInfo(zone)))


def end_of(day: date, zone: str) -> int:
    """The lowest place after that day."""
    return start_of(day + _DAY, zone)


def rank_of(size: int, moment: datetime) -> int:
    """A fresh rank for that amount on that day."""
    day = (moment - _EPOCH) // _DAY % (1 << _DAY_BITS)
    free = _RANK_BITS - _DAY_BITS
    return first_rank(size) | (day << free) | _low(secrets.randbits(free), free)


def first_rank(size: int) -> int:
    """The lowest rank of that amount, whether taken or not."""
    step = size if is_exact(size) else _EXACT + ((size - _EXACT) >> _COARSE_BITS)
    return step << _RANK_BITS


def is_exact(size: int) -> bool:
    """Whether no other amount has its ranks."""
    return size < _EXACT


def last_rank(size: int) -> int:
    """The highest rank of that amount."""
    return first_rank(size) | ((1 << _RANK_BITS) - 1)


def rank_beside(rank: int) -> int:
    """Another rank of the same amount."""
    return (rank >> _RANK_BITS << _RANK_BITS) | _low(secrets.randbits(_RANK_BITS), _RANK_BITS)


def is_of(rank: int, size: int) -> bool:
    """Whether the rank belongs to that amount."""
    return rank >> _RANK_BITS == first_rank(size) >> _RANK_BITS and not rank & _NEVER_SET


def _low(value: int, bits: int) -> int:
    return value & ((1 << bits) - 1) & ~_NEVER_SET


AT_ONCE = 400  # donations in one statement: both databases take far more parameters than that
TABLE: Table = ListedDonation.__table__  # type: ignore[assignment]  # a model's table is one

_PLACES: dict[str, Callable[[int], int]] = {"position": position_beside, "rank": rank_beside}


class Cell(NamedTuple):
    """The key of one figure."""

    day: date
    fund_id: UUID
    campaign_id: UUID
    currency: str
    status: str


def relist(donation_ids: Iterable[UUID]) -> set[Cell]:
    """In the caller's transaction; returns the figures that no longer stand. Rows that say the same are left alone."""
    chosen = sorted(set(donation_ids))
    stale: set[Cell] = set()
    for first in range(0, len(chosen), AT_ONCE):
        stale |= _relist_some(chosen[first : first + AT_ONCE])
    return stale


def _relist_some(donation_ids: Sequence[UUID]) -> set[Cell]:
    _lock_donations(donation_ids)
    connection = session.connection()
    present = {row["donation_id"]: row for row in _present(connection, donation_ids)}
    placed = [_placed(facts, present.get(facts["donation_id"])) for facts in facts_of(donation_ids)]
    new = [row for row in placed if row["donation_id"] not in present]
    changed = [row for row in placed if present.get(row["donation_id"], row) != row]
    gone = present.keys() - {row["donation_id"] for row in placed}
    for name, beside in _PLACES.items():
        _settle_ties(connection, name, [row for row in (*new, *changed) if _is_moved(row, name, present)], beside)
    _write(connection, new, changed, gone)
    before = [row for donation_id, row in present.items() if donation_id in gone]
    before += [present[row["donation_id"]] for row in changed]
    return {cell_of(row) for row in (*before, *new, *changed)}


def cell_of(row: Any) -> Cell:
    """The figure a listed row counts in."""
    return Cell(*(row[name] for name in Cell._fields))


def _lock_donations(donation_ids: Sequence[UUID]) -> None:
    """What is read next stands until the transaction ends: two at once cannot overwrite each other's words."""
    if db.engine.dialect.name == "postgresql":
        session.execute(
            select(Donation.id).where(Donation.id.in_(donation_ids)).order_by(Donation.id).with_for_update()
        )


def _present(connection: Connection, donation_ids: Sequence[UUID]) -> list[dict[str, Any]]:
    rows = connection.execute(select(TABLE).where(TABLE.c.donation_id.in_(donation_ids)))
    return [dict(row._mapping) for row in rows]  # noqa: SLF001 - SQLAlchemy's documented name


def _placed(facts: dict[str, Any], present: dict[str, Any] | None) -> dict[str, Any]:
    """The row with its places: those it has, as long as its moment and amount are the same."""
    at = facts.pop("at")
    position, rank = (present["position"], present["rank"]) if present else (None, None)
    if position is None or not is_at(position, at):
        position, rank = position_at(at, facts["donation_id"]), None
    if rank is None or not is_of(rank, facts["size"]):
        rank = rank_of(facts["size"], at)
    return {"position": position, "rank": rank, **facts}


def _is_moved(row: dict[str, Any], name: str, present: dict[UUID, dict[str, Any]]) -> bool:
    before = present.get(row["donation_id"])
    return before is None or before[name] != row[name]


def _settle_ties(connection: Connection, name: str, moved: list[dict[str, Any]], beside: Callable[[int], int]) -> None:
    """No two at one place, however many donations share a moment or an amount."""
    taken: set[int] = set()
    unsure = moved
    while unsure:
        places = [row[name] for row in unsure]
        taken.update(connection.scalars(select(TABLE.c[name]).where(TABLE.c[name].in_(places))))
        again = []
        for row in unsure:
            if row[name] in taken:
                row[name] = beside(row[name])
                again.append(row)
            else:
                taken.add(row[name])
        unsure = again


def _write(
    connection: Connection, new: list[dict[str, Any]], changed: list[dict[str, Any]], gone: Iterable[UUID]
) -> None:
    if gone_ids := list(gone):
        connection.execute(delete(TABLE).where(TABLE.c.donation_id.in_(gone_ids)))
    if changed:
        rewrite = update(TABLE).where(TABLE.c.donation_id == bindparam("listed_id"))
        rows = [{**row, "listed_id": row["donation_id"]} for row in changed]
        connection.execute(rewrite.values({name: bindparam(name) for name in changed[0]}), rows)
    if new:
        connection.execute(TABLE.insert(), sorted(new, key=lambda row: row["position"]))


_KEY = Cell._fields
_SUMS = ("gifts", "amount_minor", "refunded_minor")
_TABLE: Table = DayFigure.__table__  # type: ignore[assignment]  # a model's table is one


def add_up(cells: Iterable[Cell]) -> None:
    """In the caller's transaction, at its very end: each figure is locked in the same order by everybody."""
    is_postgres = db.engine.dialect.name == "postgresql"
    for cell in sorted(cells):
        if is_postgres:
            _lock_day(cell)
        _add_up(cell)


def add_up_all() -> None:
    """Every figure; in the caller's transaction."""
    session.execute(delete(_TABLE))
    listed = [getattr(ListedDonation, name) for name in _KEY]
    everything = select(*listed, *_sums()).group_by(*listed)
    session.execute(insert(_TABLE).from_select([*_KEY, *_SUMS], everything))


def _lock_day(cell: Cell) -> None:
    """Whoever comes second waits here, and adds up what the first has written."""
    nothing = dict.fromkeys(_SUMS, 0)
    add = postgresql.insert(_TABLE).values(**cell._asdict(), **nothing)
    session.execute(add.on_conflict_do_update(index_elements=_KEY, set_={"gifts": _TABLE.c.gifts}))


def _add_up(cell: Cell) -> None:
    """A day without donations keeps its row with nothing in it: another may be waiting for that row."""
    key = [(getattr(ListedDonation, name) == value) for name, value in cell._asdict().items()]
    sums = session.execute(select(*_sums()).where(*key)).one()
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    values = {name: int(value) for name, value in zip(_SUMS, sums, strict=True)}
    add = dialect.insert(_TABLE).values(**cell._asdict(), **values)
    session.execute(add.on_conflict_do_update(index_elements=_KEY, set_=values))


def _sums() -> tuple[Any, ...]:
    amount, refunded = ListedDonation.amount_minor, ListedDonation.refunded_minor
    return func.count(), func.coalesce(func.sum(amount), 0), func.coalesce(func.sum(refunded), 0)


def is_behind() -> bool:
    """Whether donations wait that were never listed."""
    counts = (select(func.count(ListedDonation.position)), select(func.count(Donation.id)))
    return len({session.scalar(count) for count in counts}) > 1


def relist_some(after: UUID | None, count: int) -> list[UUID]:
    """The next `count` donations after that one, in the caller's transaction."""
    chosen = select(Donation.id).order_by(Donation.id).limit(count)
    found = list(session.scalars(chosen.where(Donation.id > after) if after else chosen))
    relist(found)
    return found


def finish() -> None:
    """After the last of them: add all figures up, and make the search index anew; that of plans, too."""
    add_up_all()
    remake()
    restore_plan_words()
