"""Steer the sandbox of a running `donations run`."""

import json
import urllib.request

import click

from donations.cli.application import prepared_settings


@click.group()
def sandbox() -> None:
    """The payment simulator beside the service."""


@sandbox.command()
@click.option("--days", default=0, type=click.IntRange(0))
@click.option("--hours", default=0, type=click.IntRange(0))
@click.option("--minutes", default=0, type=click.IntRange(0))
def advance(days: int, hours: int, minutes: int) -> None:
    """Move the sandbox's clock forward: pages expire, slow payments settle."""
    seconds = ((days * 24 + hours) * 60 + minutes) * 60
    click.echo(_tell("advance", {"seconds": seconds}))


@sandbox.command()
@click.option("--duplicate", default=0.0)
@click.option("--reorder", default=0.0)
@click.option("--delay", default=0.0)
@click.option("--drop", default=0.0)
@click.option("--bad-signature", default=0.0)
def chaos(**chances: float) -> None:
    """Spoil webhooks with these chances (0 to 1); without options all is well again."""
    click.echo(_tell("chaos", chances))


def _tell(door: str, what: dict[str, float]) -> str:
    request = urllib.request.Request(  # noqa: S310 - always loopback
        f"{prepared_settings().sandbox_url}/sandbox/{door}",
        data=json.dumps(what).encode(),
        headers={"Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - always loopback
            return str(answer.read().decode())
    except OSError as problem:
        raise click.ClickException(f"the sandbox does not answer ({problem}); is donations run running?") from problem
