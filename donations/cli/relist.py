"""Make the list of donations, its search and its figures anew."""

import click

from donations.cli.application import application
from donations.core.database import session, transaction
from donations.reporting.listing.rebuild import finish, relist_some

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
