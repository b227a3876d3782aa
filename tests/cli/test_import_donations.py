"""Bringing donations in from a file, as it is typed."""

import csv
import stat
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import func, select

from donations.cli.application import application
from donations.core.database import session, transaction
from donations.desk.imports.import_donations import Import, Judged, import_some
from donations.desk.imports.read_donation import ReadDonation
from donations.giving.models import Donation
from donations.staff.audit_trail import AuditEntry
from donations.staff.invite_staff import Invitation, add_staff
from donations.staff.permissions import RoleName
from tests.cli.conftest import Typed

HEADINGS = "Reference,Day,Amount,Currency,Name,E-mail,Fund,Way to pay,Message,Comment"
GOOD = "{},2025-03-04,50.00,PLN,Jan Żak,jan+give@example.org,Mission Fund,Card,'=1+1,x"


@pytest.fixture
def kim(filled: Path) -> Path:
    """Somebody who may record donations, and somebody who may not; the folder of the test."""
    with application(), transaction():
        add_staff(Invitation("kim@example.org", RoleName.FUNDRAISER, "Kim", "en"), by=None)
        add_staff(Invitation("viewer@example.org", RoleName.VIEWER, "Vi", "en"), by=None)
    return filled.parent


@pytest.fixture
def file(kim: Path) -> Path:
    """Two good lines, one of them twice, and bad ones."""
    lines = [
        HEADINGS,
        GOOD.format("7KQ4-M2XF"),
        GOOD.format("A-17"),
        GOOD.format("A-17"),
        GOOD.format("A-17").replace("50.00", "51.00"),
        GOOD.format("A-18").replace("50.00", '"12,345"'),
        GOOD.format("A-19").replace("Mission Fund", "Nowhere"),
    ]
    path = kim / "old.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def references() -> list[str]:
    with application():
        return sorted(session.scalars(select(Donation.reference)))


def test_a_preview_tells_what_will_happen_and_writes_nothing(file: Path, typed: Typed) -> None:
    seen = typed("import", "gifts", str(file), "--dry-run")
    assert (references(), [*file.parent.glob("*.refused*")]) == ([], [])
    done = typed("import", "gifts", str(file), "--by", "kim@example.org")

    assert seen.out.replace("would be ", "") == done.out.partition("Refused lines")[0]
    assert (seen.err, seen.code) == (done.err, done.code) == (done.err, 1)
    assert done.err.splitlines() == [
        "line 5: A-17 is here already, with another amount: 50.00 PLN.",
        "line 6: The amount ‘12,345’ has too many decimals for PLN.",
        "line 7: ‘Nowhere’ is not the name of one fund of ours.",
    ]
    assert "PLN: 2 gifts, 100.00" in done.out
    assert "Nothing is taken from the columns: Comment" in done.out


def test_a_second_time_nothing_is_recorded(file: Path, typed: Typed) -> None:
    typed("import", "gifts", str(file), "--by", "kim@example.org")
    before = references()
    again = typed("import", "gifts", str(file), "--by", "kim@example.org")

    assert before == references()
    assert (len(before), before.count("7KQ4-M2XF")) == (2, 1)
    assert [line.split() for line in again.out.splitlines()[1:3]] == [["0", "recorded"], ["3", "already", "here"]]


def test_refused_lines_are_mended_in_a_file_of_their_own(file: Path, typed: Typed) -> None:
    typed("import", "gifts", str(file), "--by", "kim@example.org")
    refused = file.with_name("old.csv.refused.csv")
    text = refused.read_text("utf-8-sig")
    assert stat.S_IMODE(refused.stat().st_mode) == 0o600
    assert [(row["Reference"], row["Message"]) for row in csv.DictReader(text.splitlines())] == [
        ("A-17", "'=1+1"),
        ("A-18", "'=1+1"),
        ("A-19", "'=1+1"),
    ]
    refused.write_text(text.replace("12,345", "12,34").replace("Nowhere", "mission"), encoding="utf-8")
    typed("import", "gifts", str(refused), "--by", "kim@example.org")

    with application():
        amounts = select(Donation.amount_minor, Donation.message).order_by(Donation.amount_minor)
        assert [tuple(row) for row in session.execute(amounts)] == [
            (1234, "=1+1"),
            (5000, "=1+1"),
            (5000, "=1+1"),
            (5000, "=1+1"),
        ]
    assert file.with_name("old.csv.refused.csv.refused.csv").exists()


def test_a_file_of_refused_lines_is_never_written_over(file: Path, typed: Typed) -> None:
    for _ in range(2):
        typed("import", "gifts", str(file), "--by", "kim@example.org")
    assert sorted(path.name for path in file.parent.glob("*.refused*")) == [
        "old.csv.refused-2.csv",
        "old.csv.refused.csv",
    ]


def test_started_again_it_goes_on_where_it_was(kim: Path, typed: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    file = kim / "many.csv"
    file.write_text("\n".join([HEADINGS, *(GOOD.format(f"M-{number}") for number in range(60))]), encoding="utf-8")
    calls: list[list[Judged]] = []

    def stopped(run: Import, shown: Sequence[ReadDonation]) -> list[Judged]:
        judged = import_some(run, shown)
        calls.append(judged)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return judged

    with monkeypatch.context() as patch:
        patch.setattr("donations.cli.import_donations.import_some", stopped)
        assert typed("import", "gifts", str(file), "--by", "kim@example.org").code == 130
    assert len(references()) == len(calls[0])
    assert "60 gifts" not in typed("import", "gifts", str(file), "--by", "kim@example.org").out
    assert len(references()) == 60
    assert typed("verify").code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "Say with --by"),
        (("--by", "nobody@example.org"), "Nobody here has the address"),
        (("--by", "viewer@example.org"), "may not record gifts"),
        (("--by", "kim@example.org", "--source", " "), "name of the source"),
    ],
)
def test_somebody_who_may_must_vouch_for_the_donations(
    file: Path, typed: Typed, words: tuple[str, ...], said: str
) -> None:
    answer = typed("import", "gifts", str(file), *words)
    assert (answer.code != 0, said in answer.err, references()) == (True, True, [])


def test_a_file_without_what_is_needed_is_refused_before_anything_is_written(kim: Path, typed: Typed) -> None:
    (kim / "a.csv").write_text("Reference,Amount\nA-1,5\n")
    answer = typed("import", "gifts", str(kim / "a.csv"), "--by", "kim@example.org")

    assert (answer.code, answer.err) == (
        1,
        "donations: The file has no column for: currency, name, fund, method, day.\n",
    )
    with application():
        begun = select(func.count()).select_from(AuditEntry).where(AuditEntry.action.like("gifts.%"))
        assert session.scalar(begun) == 0
