"""The Chromium for the browser tests: one that is here, else one that `make test` installs by running this file."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

# No calls of its own: no updates, no sign-in, no experiments over QUIC. There is no graphics card to look for, and
# few cores to share: as few processes as can be.
_QUIET = (
    "--disable-gpu",
    "--in-process-gpu",
    "--renderer-process-limit=1",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# The shell is the same engine without the windows of a desktop around it: a third faster.
_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
_PACKAGES = ("chromium-headless-shell", "chromium")
_APT = ["apt-get", "install", "-y", "--no-install-recommends"]
_PLAYWRIGHT = [sys.executable, "-m", "playwright", "install", "chromium"]
REMEDY = "Install Chromium (apt install chromium, or .venv/bin/playwright install chromium) or set CHROMIUM=/path."


def find_chromium() -> str | None:
    """$CHROMIUM, one on PATH, or Playwright's own; None when there is none."""
    candidates = (os.environ.get("CHROMIUM", ""), *_NAMES)
    return next(filter(None, map(shutil.which, candidates)), None) or _playwrights_own()


def launch_arguments() -> list[str]:
    """Nothing but what we ask for; root has no sandbox in Chromium."""
    return [*_QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]


def install_chromium() -> str | None:
    """The system's package when we may, else Playwright's download; None when neither worked."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        _install_package() or (_run(["apt-get", "update"]) and _install_package())
    if not find_chromium():
        _run(_PLAYWRIGHT)
    return find_chromium()


def _install_package() -> bool:
    return any(_run([*_APT, package]) for package in _PACKAGES)


def _playwrights_own() -> str | None:
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def _run(command: list[str]) -> bool:
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(command, env=quiet, stdout=subprocess.DEVNULL, check=False).returncode == 0


def main() -> int:
    """Nothing found and nothing installed is an error only for continuous integration."""
    if find_chromium() or install_chromium():
        return 0
    sys.stderr.write(f"No browser: its tests are left out. {REMEDY}\n")
    return 1 if os.environ.get("CI") else 0


if __name__ == "__main__":
    sys.exit(main())
