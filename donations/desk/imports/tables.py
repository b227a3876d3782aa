"""What the columns of a file are called, and which of them say what a donation is."""

import codecs
import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import Any

from donations.core.errors import Refused
from donations.reporting.export.csv_file import unguarded

REASON = "reason"  # the column a file of refused lines has besides: it says nothing about the donation
NEEDED = ("reference", "amount", "currency", "name", "fund", "method")
DAYS = ("day", "received_at")  # one of them is needed, too
TAKEN = (*NEEDED, *DAYS, "email", "address", "campaign", "message", "anonymous", "language", "status", "refunded")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """How our own export calls things in one language: its headings by column, and the words in its cells by key."""

    language: str
    headings: Mapping[str, str]
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Columns:
    """Where in a line each column stands, and the headings nothing is taken from."""

    places: Mapping[str, int]
    left_aside: Sequence[str]


def columns_of(headings: Sequence[str], vocabularies: Iterable[Vocabulary]) -> Columns:
    """In the language most headings are in. Raises `Refused` unless all that is needed is there, once."""
    places = max((_places(headings, _columns_by_word(each)) for each in vocabularies), key=len)
    wanting = [name for name in NEEDED if name not in places]
    if not set(DAYS) & places.keys():
        wanting.append("day")
    if wanting:
        raise Refused("The file has no column for: %(names)s.", names=", ".join(wanting))
    taken = {place for name, place in places.items() if name in (*TAKEN, REASON)}
    return Columns(places, [text for place, text in enumerate(headings) if text.strip() and place not in taken])


def count_known(headings: Sequence[str], vocabularies: Iterable[Vocabulary]) -> int:
    """How many of these headings our export knows, in the language that knows most."""
    return max(sum(tidy(text) in _columns_by_word(each) for text in headings) for each in vocabularies)


def is_heading_of_sums(cells: Sequence[str], vocabularies: Iterable[Vocabulary]) -> bool:
    """Whether this line begins the totals beneath our export."""
    begin = [tidy(cell) for cell in cells[:2]]
    return any(begin == [tidy(each.headings[name]) for name in ("currency", "gifts")] for each in vocabularies)


def keys_by_word(vocabularies: Iterable[Vocabulary], keys: Iterable[str]) -> dict[str, str]:
    """What any language, and the key itself, says for each of `keys`."""
    chosen = list(keys)
    spoken = ((each.words.get(key, key), key) for each in vocabularies for key in chosen)
    return {tidy(word): key for word, key in (*spoken, *zip(chosen, chosen, strict=True))}


def _places(headings: Sequence[str], columns: Mapping[str, str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, text in enumerate(headings):
        name = columns.get(tidy(text))
        if name in places:
            raise Refused("Two columns are called %(name)s.", name=text.strip())
        if name:
            places[name] = place
    return places


def _columns_by_word(vocabulary: Vocabulary) -> dict[str, str]:
    return {tidy(word): name for name, word in vocabulary.headings.items()} | {REASON: REASON}


def tidy(text: str) -> str:
    """Words as they are compared: capitals and kinds of spaces do not matter."""
    return " ".join(text.split()).casefold()


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


ENCODINGS = ("utf-8", "utf-16", "cp1250", "iso-8859-2")
_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_POLISH_EXCEL = "cp1250"
_DELIMITERS = ",;\t"
_PIECE = 1024 * 1024
_LONGEST_HEADINGS = 64 * 1024


def csv_table(path: Path, vocabularies: Sequence[Vocabulary], encoding: str | None = None) -> Table:
    """Streamed. Raises `Refused` when it cannot be read for sure, or lacks a column."""
    encoding = encoding or _encoding(path, vocabularies)
    if not _reads_as(path, encoding):
        raise Refused("This file is not in %(encoding)s.", encoding=encoding)
    first = _first_line(path, encoding)
    split = {mark: next(csv.reader([first], delimiter=mark), []) for mark in _DELIMITERS}
    delimiter = max(split, key=lambda mark: count_known(split[mark], vocabularies))
    lines = _csv_lines(path, encoding, delimiter)
    headings = [unguarded(cell) for cell in next(lines, Line(1, [])).cells if isinstance(cell, str)]
    return Table(headings, columns_of(headings, vocabularies), _donations(lines, vocabularies))


def _donations(lines: Iterator[Line], vocabularies: Sequence[Vocabulary]) -> Iterator[Line]:
    """Without empty lines, and without the totals of an export, which stand beneath one."""
    is_after_empty = False
    for line in lines:
        texts = [cell for cell in line.cells if isinstance(cell, str)]
        if is_empty(texts):
            is_after_empty = True
        elif is_after_empty and is_heading_of_sums(texts, vocabularies):
            return
        else:
            is_after_empty = False
            yield line


def _csv_lines(path: Path, encoding: str, delimiter: str) -> Iterator[Line]:
    with path.open(encoding=encoding, newline="") as file:
        reader, begins = csv.reader(file, delimiter=delimiter), 1
        try:
            for cells in reader:
                yield Line(begins, [unguarded(cell) for cell in cells])
                begins = reader.line_num + 1
        except csv.Error as problem:
            raise Refused("Line %(number)s cannot be read: %(problem)s", number=begins, problem=problem) from None


def _encoding(path: Path, vocabularies: Sequence[Vocabulary]) -> str:
    with path.open("rb") as file:
        head = file.read(4)
    for mark, encoding in _MARKS.items():
        if head.startswith(mark):
            return encoding
    if _reads_as(path, "utf-8"):
        return "utf-8"
    if _is_polish_excel(path, vocabularies):
        return _POLISH_EXCEL
    offered = ", ".join(ENCODINGS)
    raise Refused("This file is not in UTF-8. Please name its encoding: %(offered)s.", offered=offered)


def _is_polish_excel(path: Path, vocabularies: Sequence[Vocabulary]) -> bool:
    """Sure only where a heading of ours has a letter by which it can be told."""
    first = _first_line(path, _POLISH_EXCEL)
    headings = (text for mark in _DELIMITERS for text in next(csv.reader([first], delimiter=mark), []))
    return any(not text.isascii() and count_known([text], vocabularies) for text in headings)


def _first_line(path: Path, encoding: str) -> str:
    with path.open(encoding=encoding, newline="", errors="replace") as file:
        return file.readline(_LONGEST_HEADINGS)


def _reads_as(path: Path, encoding: str) -> bool:
    try:
        with path.open(encoding=encoding) as file:
            while file.read(_PIECE):
                pass
    except UnicodeError:
        return False
    return True


def xlsx_table(path: Path, vocabularies: Sequence[Vocabulary]) -> Table:
    """Sheets of other headings, such as the totals of an export, are passed over. Raises `Refused` if all are."""
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415 - no other command needs it

    try:
        book = CalamineWorkbook.from_path(path)
        sheets = [(name, *_read(book.get_sheet_by_name(name))) for name in book.sheet_names]
    except CalamineError as problem:
        raise Refused("This file cannot be read as a spreadsheet: %(problem)s", problem=problem) from None
    ours = [sheet for sheet in sheets if _has_donations(sheet[1], vocabularies)]
    headings = (ours or sheets)[0][1] if sheets else []
    columns = columns_of(headings, vocabularies)  # says what is wanting
    if any(each[1] != headings for each in ours):
        raise Refused("The sheets of this file have different headings. Please import them one by one.")
    several = len(ours) > 1
    parts = [_xlsx_lines(rows, name if several else "") for name, _, rows in ours]
    return Table(headings, columns, chain.from_iterable(parts))


def _read(sheet: Any) -> tuple[list[str], Iterator[tuple[int, list[Any]]]]:
    """Headings, and the rows beneath with their numbers."""
    first = (sheet.start or (0, 0))[0] + 1
    rows = enumerate(iter(sheet.to_python(skip_empty_area=True)), start=first)
    return [text_of(cell).strip() for cell in next(rows, (0, []))[1]], rows


def _has_donations(headings: Sequence[str], vocabularies: Sequence[Vocabulary]) -> bool:
    try:
        columns_of(headings, vocabularies)
    except Refused:
        return False
    return True


def _xlsx_lines(rows: Iterator[tuple[int, list[Any]]], sheet: str) -> Iterator[Line]:
    return (Line(number, cells, sheet) for number, cells in rows if not is_empty(cells))
