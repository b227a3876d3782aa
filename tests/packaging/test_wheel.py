"""The package as somebody installs it who has never seen the checkout."""

import subprocess
import sys
from zipfile import ZipFile

import pytest
from babel.messages.pofile import read_po

from tests.checkout import ROOT, copy_to, files
from tests.packaging.service import clean_environment, started


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    clone = copy_to(tmp_path_factory.mktemp("clone"))
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(clone / "dist"), str(clone)]
    subprocess.run(build, check=True)
    [built] = (clone / "dist").glob("*.whl")
    return built


@pytest.fixture(scope="module")
def command(wheel, tmp_path_factory):
    """The console script, in a virtual environment that holds the wheel and what it asks for."""
    home = tmp_path_factory.mktemp("installed") / "venv"
    asked_for = ["--constraint", str(ROOT / "constraints.txt"), str(wheel)]
    subprocess.run([sys.executable, "-m", "uv", "--quiet", "venv", "--seed", str(home)], check=True)
    by_uv = [sys.executable, "-m", "uv", "--quiet", "pip", "install", "--python", str(home), *asked_for]
    if subprocess.run(by_uv, check=False).returncode:  # where only pip is configured to reach an index
        subprocess.run([str(home / "bin" / "pip"), "install", "--quiet", *asked_for], check=True)
    return str(home / "bin" / "donations")


@pytest.fixture
def environment(tmp_path):
    return clean_environment(tmp_path / "data")


@pytest.fixture(scope="module")
def contents(wheel):
    return set(ZipFile(wheel).namelist())


def test_the_wheel_holds_code_static_files_templates_and_migrations(contents):
    own = {str(path) for path in files("donations/**")} - {"donations/translations/build_hook.py"}
    packed = {f"donations/{path}" for pattern in ("templates/**", "migrations/**") for path in files(pattern)}
    assert (own | packed) - contents == set()


def test_the_wheel_holds_each_catalog_compiled(contents):
    compiled = {str(path.with_suffix(".mo")) for path in files("donations/translations/**/messages.po")}
    assert compiled - contents == set()


def test_the_wheel_holds_nothing_but_the_service(contents):
    others = {name for name in contents if not name.startswith(("donations/", "donations-"))}
    assert others | {name for name in contents if name.endswith("build_hook.py")} == set()


def test_the_command_explains_itself(command, environment, tmp_path):
    told = subprocess.run(
        [command, "--help"], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert (told.returncode, "run" in told.stdout) == (0, True), told.stderr


def test_an_empty_folder_becomes_a_running_service_in_polish_too(command, environment, tmp_path):
    subprocess.run([command, "migrate"], cwd=tmp_path, env=environment, check=True)
    with started([command, "run"], tmp_path, environment) as service:
        assert polish("Continue to payment") in service.page("/pl/give")
        left = service.stop()
    assert (left, service.process.returncode) == ([], 0), service.output()


def polish(text):
    with (ROOT / "donations/translations/pl/LC_MESSAGES/messages.po").open("rb") as catalog:
        return read_po(catalog, locale="pl")[text].string
