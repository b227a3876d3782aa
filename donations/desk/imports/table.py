"""A file as lines of cells, whatever its kind."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from donations.desk.imports.vocabulary import Columns

Cell = str | float | bool | date | datetime


@dataclass(frozen=True, slots=True)
class Line:
    """One row beneath the headings, and the line of the file (of the sheet) it begins in, counted from 1."""

    number: int
    cells: Sequence[Cell]
    sheet: str = ""  # where there are several

    @property
    def place(self) -> str:
        """As a person finds it."""
        return f"{self.sheet} line {self.number}".strip()


@dataclass(frozen=True, slots=True)
class Table:
    """Headings with what they mean, and the lines beneath them as they are read."""

    headings: Sequence[str]
    columns: Columns
    lines: Iterator[Line]


def text_of(cell: Cell) -> str:
    """As a person would type it: `4711` for the number 4711.0, days as year, month and day."""
    if isinstance(cell, bool):
        return str(int(cell))
    if isinstance(cell, float | int):
        return f"{int(cell)}" if float(cell).is_integer() else repr(cell)
    return str(cell)


def is_empty(cells: Sequence[Cell]) -> bool:
    """Whether nothing is written there."""
    return not any(text_of(cell).strip() for cell in cells)
