"""Every bench runs, small, and prints what it found beside its target. How fast is not for a test to say."""

import re
import subprocess
import sys

import pytest

BENCH = [sys.executable, "-c", "from donations.cli import main; main()", "bench"]
SMALL = ["--rows", "3", "--seconds", "0.4", "--rounds", "1"]
TARGETS = {
    "http": ["≥ 0.7×", "≤ 30 ms"],
    "webhook": ["≥ 0.4×", "≥ 5×", "≤ 25 ms", "≤ 75 ms"],
    "process": ["≥ 600 events/s"],
    "receipts": ["≥ 60 a second"],
    "staff": ["≤ 100 ms"] * 11,
    "startup": ["≤ 2 s", "≤ 260 MiB"],
}


LONG = ("staff", "startup", "process", "webhook")


@pytest.mark.parametrize("name", [pytest.param(name, marks=[pytest.mark.full] * (name in LONG)) for name in TARGETS])
def test_a_bench_measures_the_service_against_its_targets(name: str) -> None:
    table = subprocess.run([*BENCH, name, *SMALL], capture_output=True, text=True, check=True, timeout=120).stdout
    measured = [line for line in table.splitlines() if re.search(r"(pass|short)\s+│$", line)]
    assert [target for line, target in zip(measured, TARGETS[name], strict=True) if target not in line] == []
    assert all(re.search(r"[1-9]", line.split("│")[2]) for line in measured)
