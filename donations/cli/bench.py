"""Measure the service beside what it is measured against."""

from importlib import import_module

import click
from rich.console import Console
from rich.table import Table

from donations.bench.figures import BenchOptions, Figure

_HOME = {
    "http": "http_page",
    "webhook": "webhook",
    "process": "process",
    "receipts": "receipts",
    "staff": "staff",
    "startup": "startup",
}

_WIDE = 120


@click.command()
@click.argument("name", type=click.Choice([*_HOME]))
@click.option("--rows", default=300, show_default=True, help="Gifts or documents.", type=click.IntRange(1))
@click.option("--seconds", default=12.0, show_default=True, help="For what is measured by time.", type=float)
@click.option("--rounds", default=3, show_default=True, help="Times each is measured, in turn.", type=click.IntRange(1))
@click.option("--database-url", default="", help="For staff: a sandbox's, filled up to ROWS; else one is made.")
def bench(name: str, rows: int, seconds: float, rounds: int, database_url: str) -> None:
    """Product and floor in one run, in turn: medians, their ratio, the target."""
    from donations.cli.application import migrate_database  # noqa: PLC0415 - loads the application

    options = BenchOptions(rows, seconds, migrate_database, rounds, database_url)
    figures: list[Figure] = import_module(f"donations.bench.{_HOME[name]}").bench(options)
    Console(width=_WIDE).print(_table(name, figures))


def _table(name: str, figures: list[Figure]) -> Table:
    table = Table(title=f"donations bench {name}", title_justify="left")
    for heading in ("", "service", "floor", "ratio", "target", ""):
        table.add_column(heading, justify="left" if not heading else "right")
    for figure in figures:
        ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}×"
        verdict = {True: "pass", False: "short", None: ""}[figure.passes]
        table.add_row(figure.name, figure.product, figure.floor, ratio, figure.target, verdict)
    return table
