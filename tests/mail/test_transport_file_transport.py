"""Letters as files: whole, private, in order, and once."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from donations.mail.compose import Draft, compose
from donations.mail.transport import FileTransport, MailUnavailable
from tests.mail.drafts import a_draft, read_back, text_of


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def dated(day: int, message_id: str) -> Draft:
    return a_draft(date=datetime(2026, 11, day, 9, tzinfo=UTC), message_id=message_id)


def test_a_letter_is_a_file_a_mail_program_reads(tmp_path: Path) -> None:
    letter = compose(a_draft())
    FileTransport(tmp_path / "mail").send(letter)
    (file,) = (tmp_path / "mail").iterdir()
    assert file.suffix == ".eml"
    assert text_of(read_back(file.read_bytes())) == text_of(letter)


def test_the_file_is_private(tmp_path: Path) -> None:
    FileTransport(tmp_path / "mail").send(compose(a_draft()))
    (file,) = (tmp_path / "mail").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700


def test_the_same_letter_twice_is_one_file(tmp_path: Path) -> None:
    transport = FileTransport(tmp_path)
    assert transport.is_repeatable
    transport.send(compose(dated(10, "<one@give.example>")))
    transport.send(compose(dated(10, "<one@give.example>")))
    assert len(names(tmp_path)) == 1


def test_letters_sort_by_their_date(tmp_path: Path) -> None:
    transport = FileTransport(tmp_path)
    for day, message_id in ((12, "<a@give.example>"), (10, "<c@give.example>"), (11, "<b@give.example>")):
        transport.send(compose(dated(day, message_id)))
    assert [name[:10] for name in names(tmp_path)] == ["2026-11-10", "2026-11-11", "2026-11-12"]


def test_a_message_id_cannot_leave_the_folder(tmp_path: Path) -> None:
    FileTransport(tmp_path / "mail").send(compose(dated(10, "<../../up@give.example>")))
    assert names(tmp_path) == ["mail"]
    assert len(names(tmp_path / "mail")) == 1


def test_the_name_tells_nothing_of_the_supporter(tmp_path: Path) -> None:
    FileTransport(tmp_path).send(compose(a_draft()))
    assert names(tmp_path)[0].startswith("2026-11-10T120000Z_0192f3c4-7d1e-7000-8000-00000000abcd_")


def test_nothing_half_written_is_left_when_the_folder_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("in the way")
    with pytest.raises(MailUnavailable):
        FileTransport(tmp_path / "mail").send(compose(a_draft()))
    assert names(tmp_path) == ["mail"]
