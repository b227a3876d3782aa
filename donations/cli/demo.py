"""The demo foundation: what sandbox and test mode start with, and as many made-up gifts as one likes."""

import tomllib
from pathlib import Path

import click

from donations.cli.application import application
from donations.core.database import session, transaction
from donations.funds.edit_campaigns import add_campaign
from donations.funds.edit_funds import add_fund
from donations.organisation.edit_organisation import set_organisation
from donations.reporting.listing.rebuild import finish

_FOUNDATION = Path(__file__).with_name("demo_foundation.toml")


def seed_demo() -> None:
    """Write the foundation, two funds and a campaign; in the caller's transaction."""
    document = tomllib.loads(_FOUNDATION.read_text("utf-8"))
    funds, campaigns = document.pop("funds"), document.pop("campaigns")
    set_organisation(document)
    by_slug = {slug: add_fund(slug, name) for slug, name in funds.items()}
    for slug, facts in campaigns.items():
        add_campaign(slug, by_slug[facts["fund"]], name=facts["name"], intro=facts["intro"])


@click.group()
def demo() -> None:
    """The made-up foundation of sandbox and test mode."""


@demo.command()
@click.option("--donations", "count", type=click.IntRange(1, 20_000_000), default=1_000, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True, help="Another number, other gifts.")
def seed(count: int, seed: int) -> None:
    """Add made-up gifts of the last five years, with supporters, receipts, refunds and letters.

    Regular gifts among them go on: the sandbox collects them from now on.
    """
    from donations.demo import seed as seeding  # noqa: PLC0415 - loads the receipts' texts
    from donations.demo.bank_gifts import add_bank_gifts  # noqa: PLC0415 - the same

    with application() as app, click.progressbar(length=count, label="Gifts") as bar:
        with transaction():
            run = seeding.prepare(count, app.extensions["tools"].links, seed)
        made = -1
        while made:
            with transaction():
                made = seeding.add_batch(run)
            session.remove()
            bar.update(made)
        with transaction():
            finish()
            add_bank_gifts()
        if (settings := app.extensions["settings"]).mode == "sandbox":
            from donations.cli.living_plans import hand_to_sandbox  # noqa: PLC0415 - of the sandbox alone

            hand_to_sandbox(settings)
    click.echo(f"{count} made-up gifts are here.")
