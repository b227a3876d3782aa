"""Bring donations in from the file of another system."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click
from flask_babel import force_locale

from donations.cli.application import application
from donations.core.database import session, transaction
from donations.core.errors import DonationsError, Refused
from donations.core.wording import gettext_in
from donations.desk.imports.import_donations import (
    LONGEST_SOURCE,
    Judged,
    Outcome,
    Preview,
    RefusedFile,
    Tally,
    begin_import,
    finish_import,
    import_some,
)
from donations.desk.imports.read_donation import DonationReader, ReadDonation, ReadLine
from donations.desk.imports.tables import ENCODINGS, Table, Vocabulary, csv_table, xlsx_table
from donations.web.language import LANGUAGES
from donations.web.staff.labels.donations import file_labels, file_words

Judge = Callable[[Sequence[ReadDonation]], list[Judged]]


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What was typed."""

    file: Path
    source: str
    by: str
    encoding: str | None
    has_receipts: bool


@dataclass(slots=True)
class Course:
    """What became of the lines so far. `language`: of the reasons in the file of refused lines."""

    language: str
    refused: RefusedFile | None
    tally: Tally = field(default_factory=Tally)

    def follow(self, read: Sequence[ReadLine], judge: Judge) -> None:
        """Some lines more."""
        lines = [each.said for each in read if isinstance(each.said, ReadDonation)]
        judged = iter(judge(lines) if lines else ())
        for each in read:
            donation = each.said if isinstance(each.said, ReadDonation) else None
            verdict = next(judged) if donation else each.said or Outcome.LEFT_OUT
            if isinstance(verdict, DonationsError):
                self._refuse(each, verdict)
            elif isinstance(verdict, Outcome):
                self.tally.add(verdict, donation.donation.amount if donation and verdict == Outcome.RECORDED else None)

    def _refuse(self, read: ReadLine, why: DonationsError) -> None:
        self.tally.add(Outcome.REFUSED)
        click.echo(f"{read.line.place}: {why}", err=True)
        if self.refused:
            self.refused.add(read.line, gettext_in(self.language, why.message, **why.parameters))


@click.group()
def import_() -> None:
    """Bring in what another system kept."""


@import_.command("gifts")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--by", default="", help="E-mail address of the account that vouches for the gifts.")
@click.option("--source", default="export", help="What you call the system the file is from: the same every time.")
@click.option("--encoding", type=click.Choice(ENCODINGS), help="Of a CSV file, where it cannot be told for sure.")
@click.option("--receipts", is_flag=True, help="Issue receipts of ours and send them, as nobody else has.")
@click.option("--dry-run", is_flag=True, help="Tell what would happen, and write nothing.")
def donations(file: Path, *, dry_run: bool, receipts: bool, **typed: str) -> None:
    """Record each line of FILE as a gift that came by hand, once.

    FILE is CSV or XLSX with the columns of our own export, in any of our languages: reference, day, amount, currency,
    name, fund and way to pay; e-mail, address, campaign, message and so on if they are there. What is here already is
    passed over, so an import that was interrupted is simply started again. Lines that are refused end up in
    FILE.refused.csv, each with its reason: mend them there and import that file. Money is never asked for again, and
    unless you say --receipts no letter and no receipt follows: the other system has issued them.
    """
    options = ImportOptions(file, typed["source"].strip(), typed["by"], typed["encoding"], receipts)
    if not 0 < len(options.source) <= LONGEST_SOURCE:
        raise Refused("The name of the source has 1 to %(most)s characters.", most=LONGEST_SOURCE)
    with application():
        course = _previewed(options) if dry_run else _imported(options)
    sys.exit(1 if course.tally.lines[Outcome.REFUSED] else 0)


def _previewed(options: ImportOptions) -> Course:
    reader, table = _opened(options)
    course = Course(reader.language, None)
    _read_through(reader, table, course, Preview(options.source).judge_some)
    _report(course, "would be ")
    return course


def _imported(options: ImportOptions) -> Course:
    if not options.by:
        raise click.UsageError("Say with --by whose account vouches for these gifts, or look first with --dry-run.")
    reader, table = _opened(options)
    with transaction():
        run = begin_import(options.file.name, options.source, options.by)

    def judge(lines: Sequence[ReadDonation]) -> list[Judged]:
        with transaction():
            return import_some(run, lines)

    with RefusedFile(options.file, table.headings) as refused:
        course = Course(reader.language, refused)
        _read_through(reader, table, course, judge)
    with transaction():
        finish_import(run, course.tally)
    _report(course)
    if refused.path:
        click.echo(f"Refused lines are in {refused.path}: mend them and import that file.")
    return course


def _opened(options: ImportOptions) -> tuple[DonationReader, Table]:
    vocabularies = [_vocabulary(language) for language in LANGUAGES]
    if options.file.suffix.lower() == ".xlsx":
        table = xlsx_table(options.file, vocabularies)
    else:
        table = csv_table(options.file, vocabularies, options.encoding)
    reader = DonationReader(vocabularies, options.source, has_receipts=options.has_receipts)
    return reader, table


def _vocabulary(language: str) -> Vocabulary:
    with force_locale(language):
        return Vocabulary(language, file_labels(), file_words())


def _read_through(reader: DonationReader, table: Table, course: Course, judge: Judge) -> None:
    """Line by line, with no transaction open but while some are recorded; nothing is kept in memory."""
    if table.columns.left_aside:
        click.echo(f"Nothing is taken from the columns: {', '.join(table.columns.left_aside)}")
    for read in reader.read_some(table):
        course.follow(read, judge)
        session.remove()


def _report(course: Course, would_be: str = "") -> None:
    """For the bookkeeper, to be compared with the file."""
    words = {Outcome.LEFT_OUT: "left out, as no money stayed"}
    for outcome, lines in course.tally.lines.items():
        click.echo(f"{lines:>9,} {would_be if outcome == Outcome.RECORDED else ''}{words.get(outcome, outcome)}")
    for count, money in course.tally.sums():
        click.echo(f"{money.currency}: {count:,} gifts, {money.as_decimal():,f}")
