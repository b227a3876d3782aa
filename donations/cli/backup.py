"""A backup of a running service, and the way back."""

import sys
from datetime import timedelta
from pathlib import Path

import click

from donations.app import create_app
from donations.backup.make_backup import make_backup
from donations.backup.manifest import Manifest, checked_manifest
from donations.backup.restore_backup import restore_backup
from donations.cli.application import application
from donations.core import clock
from donations.core.database import db, session
from donations.core.logs import set_up_logs
from donations.receipts.queries import last_numbers
from donations.reporting.invariants.verify import Finding, verify_all
from donations.settings import Settings

_STILL_UNDERWAY = timedelta(days=3)  # the provider tries that long to tell us of an event
_REMEMBERED = timedelta(days=30)  # and can be asked for events that long

AFTERWARDS = """
This is the same installation as before: never let both run.

1. No backup holds a secret. Set again, to the values they had:
     {secrets}
2. Receipts issued after the backup are lost from the books; the last they know: {numbers}.
   The gifts behind them get new receipts and second letters, under numbers that others may bear already. Choose
   another receipt series before the service starts, and no number is given twice; tell those supporters which counts.
3. Fetch what the provider has told since, and write gifts anew that began after the backup (once more an hour after
   the service has started: payment pages stay open that long). Regular gifts follow them as they are at the provider.
   Not before that start the service: it would ask once more for changes of regular gifts that were made since.
     donations events backfill --since {since}
     donations events rebuild{too_old}
4. What only people told this service since the backup is gone: gifts recorded by hand, corrections, accounts. Letters
   about regular gifts that began since have links that lead nowhere now; those that follow have new ones.
"""
_FORGOTTEN = "\n   The provider forgets after 30 days: what is older must be compared with its dashboard."


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
def backup(folder: Path) -> None:
    """Copy everything but secrets into DIR, a new folder. The service may go on working meanwhile."""
    with application() as app:
        manifest = make_backup(folder, app.extensions["settings"])
    size = sum(file["bytes"] for file in manifest.files.values())
    click.echo(f"{folder}: {len(manifest.files)} files, {size} bytes, schema {manifest.revision}.")
    click.echo(f"Not in it, keep elsewhere: {', '.join(manifest.secrets)}")


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR")
def restore(folder: Path) -> None:
    """Put the backup in DIR into an empty data directory and database; ends with `verify`, exits 1 on a breach."""
    from donations.cli.application import migrate_database  # noqa: PLC0415 - loads Alembic

    manifest = checked_manifest(folder)
    settings = restore_backup(folder, manifest)
    set_up_logs(settings.log_format)
    migrate_database(settings)
    findings, numbers = _looked_at(settings)
    for finding in findings:
        click.echo(finding.line())
    click.echo(_afterwards(manifest, numbers))
    sys.exit(0 if all(finding.holds for finding in findings) else 1)


def _looked_at(settings: Settings) -> tuple[list[Finding], list[str]]:
    """What `verify` says, and the last receipts the books know."""
    with create_app(settings).app_context():
        try:
            return verify_all(), last_numbers()
        finally:
            session.remove()
            db.engine.dispose()


def _afterwards(manifest: Manifest, numbers: list[str]) -> str:
    since = manifest.made_at - _STILL_UNDERWAY
    is_forgotten = clock.now() - since > _REMEMBERED
    return AFTERWARDS.format(
        secrets=", ".join(manifest.secrets),
        numbers=", ".join(numbers) or "none",
        since=f"{since:%Y-%m-%dT%H:%M}",
        too_old=_FORGOTTEN if is_forgotten else "",
    )
