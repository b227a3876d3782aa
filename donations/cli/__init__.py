"""The command line. Each group of commands is loaded when it is called: `donations --help` stays quick."""

import sys
from importlib import import_module
from keyword import iskeyword

import click

from donations.core.errors import DonationsError
from donations.settings import BadSettings

_HOME = {
    "run": "run",
    "worker": "run",
    "migrate": "database",
    "verify": "database",
    "init": "setup",
    "organisation": "setup",
    "funds": "setup",
    "campaigns": "setup",
    "import": "import_donations",
    "demo": "demo",
    "backup": "backup",
    "restore": "backup",
    "relist": "database",
    "events": "events",
    "stripe": "events",
    "staff": "staff",
    "sandbox": "sandbox",
    "bench": "bench",
}


class _Lazy(click.Group):
    """Finds a command in its module when it is asked for."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return sorted(_HOME)

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        if name not in _HOME:
            return None
        own = f"{name}_" if iskeyword(name) else name
        command: click.Command = getattr(import_module(f"donations.cli.{_HOME[name]}"), own)
        return command


@click.group(cls=_Lazy, help="Donations and supporters for foundations, newsrooms and think-tanks.")
@click.version_option(package_name="donations")
def donations() -> None:
    """The root of all commands."""


def main() -> None:
    """Entry point of the console script: errors people can mend are one line, not a traceback."""
    try:
        donations.main(standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as problem:
        problem.show()
        sys.exit(problem.exit_code)
    except (DonationsError, BadSettings) as problem:
        click.echo(f"donations: {problem}", err=True)
        sys.exit(1)
