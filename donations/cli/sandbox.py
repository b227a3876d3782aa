"""Steer the sandbox of a running `donations run`."""

import json
import time
import urllib.error
import urllib.request
from typing import Any

import click

from donations.cli.application import prepared_settings

_LOOK_EVERY = 0.2


@click.group()
def sandbox() -> None:
    """The payment simulator beside the service."""


@sandbox.command()
@click.option("--days", default=0, type=click.IntRange(0))
@click.option("--hours", default=0, type=click.IntRange(0))
@click.option("--minutes", default=0, type=click.IntRange(0))
def advance(days: int, hours: int, minutes: int) -> None:
    """Move the clock of sandbox and service forward: regular gifts are collected, pages expire, letters go out.

    Days pass one by one, each with its webhooks, and the next begins when the service has done what it owes.
    """
    if hours or minutes:
        _tell("advance", {"seconds": (hours * 60 + minutes) * 60})
    if days:
        _walk(days)
    now = _state()
    click.echo(f"{now['now']}, {now['ahead_seconds']} seconds ahead")


@sandbox.command()
@click.option("--duplicate", default=0.0)
@click.option("--reorder", default=0.0)
@click.option("--delay", default=0.0)
@click.option("--drop", default=0.0)
@click.option("--bad-signature", default=0.0)
def chaos(**chances: float) -> None:
    """Spoil webhooks with these chances (0 to 1); without options all is well again."""
    click.echo(_tell("chaos", chances))


def _walk(days: int) -> None:
    _tell("walk", {"days": days})
    told = 0
    while True:
        walk = _state()["walk"]
        if walk["done"] > told:
            told = walk["done"]
            late = f", {walk['hurried']} days not finished in time" if walk["hurried"] else ""
            click.echo(f"day {told} of {days}: {walk['today']}, {walk['webhooks']} webhooks so far{late}")
        if walk["is_over"]:
            break
        time.sleep(_LOOK_EVERY)
    if told < days:
        raise click.ClickException(f"the clock stopped after {told} days; see the log of donations run")


def _state() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_ask("state", None))
    return found


def _tell(door: str, what: dict[str, Any]) -> str:
    return _ask(door, json.dumps(what).encode())


def _ask(door: str, body: bytes | None) -> str:
    request = urllib.request.Request(  # noqa: S310 - always loopback
        f"{prepared_settings().sandbox_url}/sandbox/{door}",
        data=body,
        headers={"Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - always loopback
            return str(answer.read().decode())
    except urllib.error.HTTPError as refusal:
        told = json.loads(refusal.read())["error"]["message"]
        raise click.ClickException(f"the sandbox refuses: {told}") from refusal
    except OSError as problem:
        raise click.ClickException(f"the sandbox does not answer ({problem}); is donations run running?") from problem
