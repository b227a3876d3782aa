"""`make run` on a fresh clone, as README promises it."""

import os
import signal
import socket
import subprocess

import pytest

from tests.checkout import copy_to
from tests.packaging.service import clean_environment, started

RUN = ["make", "run"]


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """Installed by the first test that starts it, used again by the next: as on somebody's machine."""
    return copy_to(tmp_path_factory.mktemp("clone"))


@pytest.fixture
def installed(clone, environment):
    subprocess.run(["make", "runtime"], cwd=clone, env=environment, check=True)
    return clone


@pytest.fixture
def environment(tmp_path):
    # As typed in a shell: nothing of the make that may be running these tests.
    outer = {"MAKEFLAGS", "MAKELEVEL", "MFLAGS", "VIRTUAL_ENV"}
    return {name: value for name, value in clean_environment(tmp_path / "data").items() if name not in outer}


def python_that(folder, answers):
    """A folder for PATH in which every Python there might be is the shell script `answers`."""
    for name in ("python3", "python3.13", "python3.12", "python3.11"):
        (folder / name).write_text(f"#!/bin/sh\n{answers}\n")
        (folder / name).chmod(0o755)
    return f"{folder}{os.pathsep}{os.environ['PATH']}"


def complaint(folder, environment):
    """What make says when it refuses, without its own last line."""
    refused = subprocess.run(RUN, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert refused.returncode != 0, refused.stdout
    return [line for line in refused.stderr.splitlines() if not line.startswith("make")]


def test_a_fresh_clone_starts_serves_and_stops_at_sigterm(clone, environment):
    with started(RUN, clone, environment) as service:
        assert "<form" in service.page("/give")
        assert service.stop() == [], service.output()


def test_it_starts_again_and_stops_at_ctrl_c(installed, environment):
    with started(RUN, installed, environment) as service:
        assert "installing" not in service.output()
        assert service.stop(signal.SIGINT, to_all=True) == [], service.output()


@pytest.mark.parametrize("name", ["PORT", "SANDBOX_PORT"])
def test_a_port_in_use_is_told_in_one_line(installed, environment, name):
    with socket.create_server(("127.0.0.1", int(environment[name]))):
        [line] = complaint(installed, environment)
    assert environment[name] in line


def test_a_python_too_old_is_told_in_one_line(tmp_path, environment):
    clone = copy_to(tmp_path / "clone")
    old = python_that(tmp_path, '[ "$1" = --version ] && echo "Python 3.9.2" || exit 1')
    [line] = complaint(clone, {**environment, "PATH": old})
    assert "Python 3.11 or newer is needed (Python 3.9.2)" in line


def test_a_missing_venv_module_is_told_in_one_line(tmp_path, environment):
    clone = copy_to(tmp_path / "clone")
    bare = python_that(tmp_path, 'case "$2" in *venv*) exit 1;; esac')
    [line] = complaint(clone, {**environment, "PATH": bare})
    assert "apt install python3-venv" in line
