"""Setting a foundation up from the command line."""

import stat
import tomllib
from pathlib import Path

import pytest

from donations.cli.setup import EXAMPLE
from donations.settings import load_settings
from tests.cli.conftest import Typed


def test_init_writes_files_for_the_owner_alone(folder: Path, typed: Typed) -> None:
    assert typed("init").code == 0
    modes = {path.name: oct(stat.S_IMODE(path.stat().st_mode)) for path in folder.iterdir()}
    assert modes == {"foundation.toml": "0o600", "secrets.toml": "0o600", "settings.toml": "0o600"}


def test_init_never_overwrites(folder: Path, typed: Typed) -> None:
    typed("init")
    before = {path: path.read_bytes() for path in folder.iterdir()}
    again = typed("init")
    assert (again.code, "is there already" in again.err) == (1, True)
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_what_init_writes_is_filled_in_and_holds(folder: Path, typed: Typed) -> None:
    typed("init")
    secrets = folder / "secrets.toml"
    text = secrets.read_text().replace('stripe_secret_key = ""', 'stripe_secret_key = "sk_live_x"')
    secrets.write_text(text.replace('stripe_webhook_secret = ""', 'stripe_webhook_secret = "whsec_x"'))
    settings = load_settings()
    assert (settings.mode, len(settings.secret_key) >= 32, len(settings.status_token) >= 32) == ("live", True, True)


@pytest.mark.usefixtures("filled")
def test_the_foundation_that_init_writes_is_the_example_without_the_demos_funds(folder: Path, typed: Typed) -> None:
    for name in ("secrets.toml", "settings.toml"):
        (folder / name).unlink(missing_ok=True)
    typed("init")
    written = tomllib.loads((folder / "foundation.toml").read_text("utf-8"))
    assert written == {
        name: part for name, part in tomllib.loads(EXAMPLE.read_text("utf-8")).items() if name in written
    }
    assert {*written} == {"organisation", "privacy", "terms"}
    (folder / "secrets.toml").unlink()
    (folder / "settings.toml").unlink()
    assert typed("organisation", "set", str(folder / "foundation.toml")).out == "Fundacja Otwarte Łąki is set.\n"


def test_before_it_is_filled_in_nothing_starts_and_all_that_is_missing_is_named(folder: Path, typed: Typed) -> None:
    typed("init")
    visible = typed("verify")
    assert visible.code == 1
    assert ["STRIPE_SECRET_KEY" in visible.err, "STRIPE_WEBHOOK_SECRET" in visible.err, "Traceback" in visible.err] == [
        True,
        True,
        False,
    ]


@pytest.mark.usefixtures("filled")
def test_the_foundation_shown_can_be_set_again(typed: Typed, tmp_path: Path) -> None:
    shown = typed("organisation", "show").out
    file = tmp_path / "foundation.toml"
    file.write_text(shown, "utf-8")
    assert typed("organisation", "set", str(file)).out == "Fundacja Otwarte Łąki is set.\n"
    assert typed("organisation", "show").out == shown


@pytest.mark.usefixtures("filled")
def test_a_changed_foundation_is_kept(typed: Typed, tmp_path: Path) -> None:
    file = tmp_path / "foundation.toml"
    file.write_text(typed("organisation", "show").out.replace("ul. Żółta 7", "ul. Źródlana 1"), "utf-8")
    typed("organisation", "set", str(file))
    assert tomllib.loads(typed("organisation", "show").out)["organisation"]["address_line"] == "ul. Źródlana 1"


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    "text", [b"name = ", b"\xff", b"x = 1", b"[organisation]\nname = 1", b"organisation = 1", b""], ids=repr
)
def test_a_file_that_will_not_do_is_told_in_a_line(typed: Typed, tmp_path: Path, text: bytes) -> None:
    file = tmp_path / "foundation.toml"
    file.write_bytes(text)
    visible = typed("organisation", "set", str(file))
    assert (visible.code, "Traceback" in visible.err, len(visible.err) > 10) == (1, False, True)


@pytest.mark.usefixtures("filled")
def test_funds_are_added_listed_and_closed(typed: Typed) -> None:
    assert typed("funds", "add", "trees", "--pl", "Drzewa", "--en", "Trees").code == 0
    assert typed("funds", "close", "reporting").code == 1  # the demo campaign asks for it
    assert typed("campaigns", "close", "rivers").code == 0
    assert typed("funds", "close", "reporting").code == 0
    lines = [line.split()[:2] for line in typed("funds", "list").out.splitlines()]
    assert lines == [["mission", "open"], ["reporting", "closed"], ["trees", "open"]]


@pytest.mark.usefixtures("filled")
def test_campaigns_are_added_listed_and_closed(typed: Typed) -> None:
    words = ("--fund", "mission", "--pl", "Łąki", "Zdanie.", "--en", "Meadows", "A sentence.")
    assert typed("campaigns", "add", "meadows", *words).out == "/give/meadows is open.\n"
    typed("campaigns", "close", "meadows")
    lines = [line.split()[:3] for line in typed("campaigns", "list").out.splitlines()]
    assert lines == [["meadows", "closed", "mission"], ["rivers", "open", "reporting"]]


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("funds", "add", "Trees!", "--pl", "a", "--en", "a"), "small letters"),
        (("funds", "add", "mission", "--pl", "a", "--en", "a"), "taken"),
        (("funds", "close", "none"), "no fund called none"),
        (("campaigns", "close", "none"), "no campaign called none"),
        (("campaigns", "add", "x", "--fund", "none", "--pl", "a", "b", "--en", "a", "b"), "no fund called none"),
        (("funds", "add", "x", "--pl", "a"), "--en"),
        (("nonsense",), "No such command"),
    ],
    ids=str,
)
def test_what_cannot_be_done_is_told_in_a_line(typed: Typed, words, said: str) -> None:
    visible = typed(*words)
    assert (visible.code > 0, said in visible.err, "Traceback" in visible.err) == (True, True, False)
