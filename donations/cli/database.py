"""The database: bring it up to date, and prove that the books hold together."""

import sys

import click

from donations.cli.application import application, prepared_settings
from donations.core.logs import set_up_logs


@click.command()
def migrate() -> None:
    """Create the database, or bring it to this version."""
    from donations.cli.first_start import migrate_database  # noqa: PLC0415 - loads Alembic

    settings = prepared_settings()
    set_up_logs(settings.log_format)
    migrate_database(settings)
    click.echo("The database is up to date.")


@click.command()
def verify() -> None:
    """Check every invariant; one line each. Exits 1 on a breach."""
    from donations.reporting.verify import verify_all  # noqa: PLC0415 - reads every capability

    with application():
        findings = verify_all()
    for finding in findings:
        click.echo(finding.line())
    sys.exit(0 if all(finding.holds for finding in findings) else 1)
