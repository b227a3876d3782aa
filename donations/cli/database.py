"""The database: bring it up to date, and prove that the books hold together."""

import sys

import click

from donations.cli.application import application, prepared_settings
from donations.core.database import session, transaction
from donations.core.logs import set_up_logs
from donations.search.relist import finish, relist_some


@click.command()
def migrate() -> None:
    """Create the database, or bring it to this version."""
    from donations.cli.application import migrate_database  # noqa: PLC0415 - loads Alembic

    settings = prepared_settings()
    set_up_logs(settings.log_format)
    migrate_database(settings)
    click.echo("The database is up to date.")


@click.command()
def verify() -> None:
    """Check every invariant; one line each. Exits 1 on a breach."""
    from donations.reporting.invariants.verify import verify_all  # noqa: PLC0415 - reads every capability

    with application():
        findings = verify_all()
    for finding in findings:
        click.echo(finding.line())
    sys.exit(0 if all(finding.holds for finding in findings) else 1)


AT_ONCE = 500  # donations a transaction: others may write in between


@click.command()
def relist() -> None:
    """Make the list, its search and its figures anew from the donations. Safe at any time; others may go on working."""
    with application():
        click.echo(f"{relist_all()} donations are listed.")


def relist_all() -> int:
    """In transactions of its own; within an application's context. How many there are."""
    last, count = None, 0
    while True:
        with transaction():
            found = relist_some(last, AT_ONCE)
        session.remove()
        if not found:
            break
        last, count = found[-1], count + len(found)
    with transaction():
        finish()
    return count
