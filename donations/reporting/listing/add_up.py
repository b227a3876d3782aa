"""Figures of days are added up anew from the listed rows, never counted up and down: a mistake cannot stay."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Table, delete, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from donations.core.database import db, session
from donations.reporting.listing.models import DayFigure, ListedDonation
from donations.reporting.listing.relist import Cell

_KEY = Cell._fields
_SUMS = ("gifts", "amount_minor", "refunded_minor")
_TABLE: Table = DayFigure.__table__  # type: ignore[assignment]  # a model's table is one


def add_up(cells: Iterable[Cell]) -> None:
    """In the caller's transaction, at its very end: each figure is locked in the same order by everybody."""
    is_postgres = db.engine.dialect.name == "postgresql"
    for cell in sorted(cells):
        if is_postgres:
            _lock(cell)
        _add_up(cell)


def add_up_all() -> None:
    """Every figure; in the caller's transaction."""
    session.execute(delete(_TABLE))
    listed = [getattr(ListedDonation, name) for name in _KEY]
    everything = select(*listed, *_sums()).group_by(*listed)
    session.execute(insert(_TABLE).from_select([*_KEY, *_SUMS], everything))


def _lock(cell: Cell) -> None:
    """Whoever comes second waits here, and adds up what the first has written."""
    nothing = dict.fromkeys(_SUMS, 0)
    add = postgresql.insert(_TABLE).values(**cell._asdict(), **nothing)
    session.execute(add.on_conflict_do_update(index_elements=_KEY, set_={"gifts": _TABLE.c.gifts}))


def _add_up(cell: Cell) -> None:
    """A day without gifts keeps its row with nothing in it: another may be waiting for that row."""
    key = [_same(name, value) for name, value in cell._asdict().items()]
    sums = session.execute(select(*_sums()).where(*key)).one()
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    values = {name: int(value) for name, value in zip(_SUMS, sums, strict=True)}
    add = dialect.insert(_TABLE).values(**cell._asdict(), **values)
    session.execute(add.on_conflict_do_update(index_elements=_KEY, set_=values))


def _same(name: str, value: object) -> Any:
    return getattr(ListedDonation, name) == value


def _sums() -> tuple[Any, ...]:
    amount, refunded = ListedDonation.amount_minor, ListedDonation.refunded_minor
    return func.count(), func.coalesce(func.sum(amount), 0), func.coalesce(func.sum(refunded), 0)
