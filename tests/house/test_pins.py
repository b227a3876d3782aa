"""What is installed is what was tested: `constraints.txt` names one version of everything, and it is here."""

import re
import tomllib
from importlib.metadata import distributions

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.checkout import ROOT

PINS = ROOT / "constraints.txt"
# What every virtual environment brings along in a version of its own, and this project itself.
NOT_PINNED = {"pip", "setuptools", "donations"}
PINNED = re.compile(r"(?P<name>[\w.-]+)==(?P<version>[^\s;]+)(?:\s*;\s*(?P<marker>.+))?")


def pins():
    """Name → pinned version, of what this machine and this Python need."""
    lines = PINS.read_text().splitlines()
    found = [pin for line in lines if (pin := PINNED.fullmatch(line))]
    assert len(found) == len(lines), "constraints.txt has a line that is no pin"
    here = [pin for pin in found if not pin["marker"] or Marker(pin["marker"]).evaluate()]
    return {canonicalize_name(pin["name"]): pin["version"] for pin in here}


def installed():
    found = {canonicalize_name(each.name): each.version for each in distributions()}
    return {name: version for name, version in found.items() if name not in NOT_PINNED}


def required():
    """Names that pyproject.toml asks for: to run, to develop, to build."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())
    extras = declared["project"]["optional-dependencies"].values()
    lists = [declared["project"]["dependencies"], declared["build-system"]["requires"], *extras]
    return {canonicalize_name(Requirement(each).name) for asked in lists for each in asked}


def test_what_is_installed_is_pinned_in_that_version():
    known = pins()
    others = {name: (version, known.get(name)) for name, version in installed().items() if known.get(name) != version}
    assert others == {}, "installed, pinned: delete .venv and run `make dev`, or pin newer versions with `make upgrade`"


def test_what_is_required_has_a_pin():
    assert required() - pins().keys() == set(), "without a pin: run `make upgrade` and commit constraints.txt"
