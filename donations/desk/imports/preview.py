"""What an import would do, without doing it: remembers on disk which lines it has seen, however many they are."""

import sqlite3
from collections.abc import Sequence

from donations.core.money import Money
from donations.desk.imports.already_here import amounts_here
from donations.desk.imports.import_gifts import Judged, judge
from donations.desk.imports.read_gift import ToldGift


class Preview:
    """For one file; nothing of ours is written."""

    def __init__(self, source: str) -> None:
        self.source = source
        self._seen = sqlite3.connect("")  # a file of its own, gone when it is closed
        self._seen.execute("CREATE TABLE seen (reference TEXT PRIMARY KEY, minor INTEGER, currency TEXT) WITHOUT ROWID")

    def judge_some(self, told: Sequence[ToldGift]) -> list[Judged]:
        """As `import_some` would."""
        here = amounts_here(self.source, [each.reference for each in told])
        judged = []
        for each in told:
            judged.append(judge(each, self._earlier(each.reference) | here))
            amount = each.gift.amount
            row = (each.reference, amount.minor, amount.currency)
            self._seen.execute("INSERT OR IGNORE INTO seen VALUES (?, ?, ?)", row)
        return judged

    def _earlier(self, reference: str) -> dict[str, Money]:
        """A line of the same file."""
        rows = self._seen.execute("SELECT reference, minor, currency FROM seen WHERE reference = ?", (reference,))
        return {row[0]: Money(*row[1:]) for row in rows}
