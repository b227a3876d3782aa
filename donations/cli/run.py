"""Start everything on this machine, or one more worker."""

import os
import sys
from datetime import timedelta

import click

from donations.cli.application import application, prepared_settings


@click.command()
def run() -> None:
    """Web server, worker and, without a Stripe key, the sandbox. Stops all when one dies."""
    from donations.cli.supervise import supervise  # noqa: PLC0415 - loads the web server

    code = supervise(prepared_settings())
    sys.stdout.flush()
    os._exit(code)  # the interpreter's own leave-taking costs up to a second, and nothing is left to tidy


@click.command()
def worker() -> None:
    """A worker of its own: drains owed work until it is stopped."""
    from donations.receipts.documents import warm_up  # noqa: PLC0415 - loads the typesetter
    from donations.worker.loop import run_worker  # noqa: PLC0415 - not needed by other commands

    with application() as app:
        lease = app.extensions["settings"].lease
    run_worker(app, timedelta(seconds=lease), warm_up)
