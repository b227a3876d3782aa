"""The lines that were refused, each with its reason, in a file that can be mended and imported."""

import csv
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TextIO

from donations.desk.imports.table import Line, text_of
from donations.desk.imports.vocabulary import REASON, tidy
from donations.reporting.export.guard import guarded


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
