"""What became of the lines of a file, and what the recorded ones add up to."""

import csv
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TextIO

from donations.core.money import Money
from donations.desk.imports.columns import REASON, tidy
from donations.desk.imports.tables import Line, text_of
from donations.reporting.export.csv_file import guarded


class Outcome(StrEnum):
    """What became of a line."""

    RECORDED = "recorded"
    ALREADY_HERE = "already here"
    LEFT_OUT = "left out"  # never received, or paid back in full
    REFUSED = "refused"


@dataclass(slots=True)
class Tally:
    """Counts of lines, and sums of what was recorded: gifts and minor units by currency."""

    lines: dict[Outcome, int] = field(default_factory=lambda: dict.fromkeys(Outcome, 0))
    donations: dict[str, int] = field(default_factory=dict)
    minor: dict[str, int] = field(default_factory=dict)

    def add(self, outcome: Outcome, amount: Money | None = None) -> None:
        """One line; `amount` of one that was recorded."""
        self.lines[outcome] += 1
        if amount:
            self.donations[amount.currency] = self.donations.get(amount.currency, 0) + 1
            self.minor[amount.currency] = self.minor.get(amount.currency, 0) + amount.minor

    def sums(self) -> list[tuple[int, Money]]:
        """How many gifts, and how much, for each currency."""
        return [(self.donations[code], Money(self.minor[code], code)) for code in sorted(self.donations)]


class RefusedFile:
    """Beside the file of the import, for its owner alone; made when the first line needs it, never over another."""

    def __init__(self, imported: Path, headings: Sequence[str]) -> None:
        self.imported, self.headings = imported, headings
        self.path: Path | None = None
        self.kept = [place for place, text in enumerate(headings) if tidy(text) != REASON]
        self.stack = ExitStack()

    def __enter__(self) -> "RefusedFile":
        return self

    def __exit__(self, *_: object) -> None:
        self.stack.close()

    def add(self, line: Line, reason: str) -> None:
        """One line, as it was."""
        if self.path is None:
            self._begin()
        texts = [text_of(cell) for cell in line.cells]
        if len(texts) == len(self.headings):
            texts = [texts[place] for place in self.kept]
        self.writer.writerow(map(guarded, [reason, *texts]))

    def _begin(self) -> None:
        self.path = next(path for path in _names(self.imported) if not path.exists())
        self.path.touch(0o600, exist_ok=False)
        file: TextIO = self.stack.enter_context(self.path.open("w", encoding="utf-8-sig", newline=""))
        self.writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        self.writer.writerow([REASON, *(guarded(self.headings[place]) for place in self.kept)])


def _names(imported: Path) -> Iterator[Path]:
    yield imported.with_name(f"{imported.name}.refused.csv")
    for number in range(2, 10_000):
        yield imported.with_name(f"{imported.name}.refused-{number}.csv")
