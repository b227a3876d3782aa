"""What became of the lines of a file, and what the recorded ones add up to."""

import csv
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import TextIO
from uuid import UUID

from sqlalchemy import select

from donations.core.database import lock_words, session
from donations.core.errors import DonationsError, Refused
from donations.core.ids import new_id, tidy_reference
from donations.core.money import Money
from donations.desk.imports.read_donation import ReadDonation
from donations.desk.imports.tables import REASON, Line, text_of, tidy
from donations.giving.by_hand.record_donation import record_donations
from donations.giving.desk_models import ImportedDonation
from donations.giving.models import Donation
from donations.recurring.standing_orders.find_standing_orders import lock_standing_orders
from donations.recurring.standing_orders.recognise_donations import recognise_donations
from donations.reporting.export.csv_file import guarded
from donations.staff.audit_trail import Act, record_audit
from donations.staff.permissions import Permission, may
from donations.staff.queries import staff_by_email


class Outcome(StrEnum):
    """What became of a line."""

    RECORDED = "recorded"
    ALREADY_HERE = "already here"
    LEFT_OUT = "left out"  # never received, or paid back in full
    REFUSED = "refused"


@dataclass(slots=True)
class Tally:
    """Counts of lines, and sums of what was recorded: donations and minor units by currency."""

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
        """How many donations, and how much, for each currency."""
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


def amounts_here(source: str, references: Iterable[str]) -> dict[str, Money]:
    """The amount of each that is here, by its reference in the file.

    A donation that began here is known by its own reference; one that was imported only by what its source called it,
    for another system may count in the same way.
    """
    requested = list(references)
    own = [reference for reference in requested if tidy_reference(reference) == reference]
    imported = select(ImportedDonation.reference, Donation.amount_minor, Donation.currency).join(
        Donation, Donation.id == ImportedDonation.donation_id
    )
    begun = (
        select(Donation.reference, Donation.amount_minor, Donation.currency)
        .outerjoin(ImportedDonation, ImportedDonation.donation_id == Donation.id)
        .where(Donation.reference.in_(own), ImportedDonation.donation_id.is_(None))
    )
    found = imported.where(ImportedDonation.source == source, ImportedDonation.reference.in_(requested))
    return {row[0]: Money(row[1], row[2]) for query in (begun, found) for row in session.execute(query)}


def taken_references(references: Sequence[str]) -> set[str]:
    """Those a donation of ours already has, whichever system it came from."""
    return set(session.scalars(select(Donation.reference).where(Donation.reference.in_(references))))


LONGEST_SOURCE = 60
Judged = Outcome | DonationsError  # refused: why


@dataclass(frozen=True, slots=True)
class Import:
    """One run over one file. `by`: who vouches for its donations."""

    file: str
    source: str
    by: UUID
    id: UUID = field(default_factory=new_id)


def begin_import(file: str, source: str, author: str) -> Import:
    """In the caller's transaction. `author`: the address of somebody who may record donations; else `Refused`."""
    member = staff_by_email(author)
    if not (member.active and may(member.role, Permission.EDIT)):
        raise Refused("%(email)s may not record gifts.", email=author)
    run = Import(file, source, member.id)
    record_audit(Act("gifts.import_begun", "import", run.id, after={"file": file, "source": source, "by": author}))
    return run


def import_some(run: Import, lines: Sequence[ReadDonation]) -> list[Judged]:
    """In the caller's transaction: what became of each, in their order. Two runs at once wait for each other."""
    lock_words("import of gifts", run.source)
    references = [each.reference for each in lines]
    here, taken = amounts_here(run.source, references), taken_references(references)
    judged: list[Judged] = []
    new: list[ReadDonation] = []
    for each in lines:
        judged.append(judge(each, here))
        if judged[-1] is Outcome.RECORDED:
            new.append(each)
        here.setdefault(each.reference, each.donation.amount)
    _record(run, new, taken)
    return judged


def judge(lines: ReadDonation, here: Mapping[str, Money]) -> Judged:
    """What becomes of it, when `here` are the amounts of those that are here by then."""
    amount = here.get(lines.reference)
    if amount is None:
        return Outcome.RECORDED
    if amount == lines.donation.amount:
        return Outcome.ALREADY_HERE
    return Refused(
        "%(reference)s is here already, with another amount: %(amount)s %(currency)s.",
        reference=lines.reference,
        amount=amount.plain(),
        currency=amount.currency,
    )


def finish_import(run: Import, tally: Tally) -> None:
    """In the caller's transaction: what came of it, for the trail."""
    lines = {str(outcome): count for outcome, count in tally.lines.items()}
    sums = {money.currency: f"{count}: {money.plain()}" for count, money in tally.sums()}
    after = {"file": run.file, "source": run.source, **lines, **sums}
    record_audit(Act("gifts.import_finished", "import", run.id, after=after))


def _record(run: Import, lines: Sequence[ReadDonation], taken: set[str]) -> None:
    """A reference like ours is kept, unless a donation that came from elsewhere has it by now."""
    entries = [
        replace(each.donation, reference=None) if each.donation.reference in taken else each.donation for each in lines
    ]
    lock_standing_orders(entry.giver for entry in entries)
    donations = record_donations(entries, by=run.by)
    session.add_all(
        ImportedDonation(donation_id=donation.id, source=run.source, reference=each.reference, import_id=run.id)
        for donation, each in zip(donations, lines, strict=True)
    )
    session.flush()
    recognise_donations(donations, by=run.by)


class Preview:
    """For one file; nothing of ours is written."""

    def __init__(self, source: str) -> None:
        self.source = source
        self._seen = sqlite3.connect("")  # a file of its own, gone when it is closed
        self._seen.execute("CREATE TABLE seen (reference TEXT PRIMARY KEY, minor INTEGER, currency TEXT) WITHOUT ROWID")

    def judge_some(self, lines: Sequence[ReadDonation]) -> list[Judged]:
        """As `import_some` would."""
        here = amounts_here(self.source, [each.reference for each in lines])
        judged = []
        for each in lines:
            judged.append(judge(each, self._earlier(each.reference) | here))
            amount = each.donation.amount
            row = (each.reference, amount.minor, amount.currency)
            self._seen.execute("INSERT OR IGNORE INTO seen VALUES (?, ?, ?)", row)
        return judged

    def _earlier(self, reference: str) -> dict[str, Money]:
        """A line of the same file."""
        rows = self._seen.execute("SELECT reference, minor, currency FROM seen WHERE reference = ?", (reference,))
        return {row[0]: Money(*row[1:]) for row in rows}
