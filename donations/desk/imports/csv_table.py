"""A CSV file: its letters and its delimiter found out where that is sure, what the guard of exports added taken off."""

import codecs
import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from donations.core.errors import Refused
from donations.desk.imports.table import Line, Table, is_empty
from donations.desk.imports.vocabulary import Vocabulary, columns_of, count_known, is_heading_of_sums
from donations.reporting.export.guard import unguarded

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
    lines = _lines(path, encoding, delimiter)
    headings = [unguarded(cell) for cell in next(lines, Line(1, [])).cells if isinstance(cell, str)]
    return Table(headings, columns_of(headings, vocabularies), _gifts(lines, vocabularies))


def _gifts(lines: Iterator[Line], vocabularies: Sequence[Vocabulary]) -> Iterator[Line]:
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


def _lines(path: Path, encoding: str, delimiter: str) -> Iterator[Line]:
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
    raise Refused("The letters of this file are not in UTF-8. Please name its encoding: %(offered)s.", offered=offered)


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
