"""The demo foundation: what sandbox and test mode start with, and as many made-up donations as one likes."""

import tomllib
from pathlib import Path
from secrets import token_urlsafe

import click
from flask_security import verify_password
from sqlalchemy import select

from donations.cli.application import application
from donations.cli.setup import EXAMPLE
from donations.core.database import session, transaction
from donations.funds.edit_campaigns import add_campaign
from donations.funds.edit_funds import add_fund
from donations.giving.models import Donation
from donations.organisation.edit_organisation import set_organisation
from donations.organisation.links import Links
from donations.organisation.queries import the_organisation
from donations.search.relist import finish
from donations.settings import Settings, write_private
from donations.staff.change_staff import set_password
from donations.staff.invite_staff import Invitation, add_staff
from donations.staff.permissions import RoleName
from donations.staff.queries import all_staff, find_staff_by_email


def keep_demo_account(settings: Settings) -> None:
    """Make it at the first start; forget the file once its password is no longer the right one. In a transaction."""
    file = _file(settings)
    if not all_staff():
        organisation = the_organisation()
        email = f"demo@{organisation.contact_email.partition('@')[2]}"
        password = token_urlsafe(12)
        member = add_staff(Invitation(email, RoleName.ADMIN, "Demo", organisation.default_language), by=None)
        set_password(member, password, by=None)
        file.unlink(missing_ok=True)
        write_private(file, f"{email}\n{password}\n")
    elif file.exists() and not _still_opens(file):
        file.unlink()


def demo_account(settings: Settings) -> tuple[str, str] | None:
    """Address and password, for the terminal; None where there is no such account, or its password was changed."""
    file = _file(settings)
    if settings.mode != "sandbox" or not file.exists():
        return None
    email, password = file.read_text("utf-8").split()
    return email, password


def _still_opens(file: Path) -> bool:
    email, password = file.read_text("utf-8").split()
    member = find_staff_by_email(email)
    return bool(member and member.active and member.password and verify_password(password, member.password))


def _file(settings: Settings) -> Path:
    return settings.data_dir / "demo-account.txt"


def keep_demo_supporter(settings: Settings, links: Links) -> None:
    """Made at the first start, in a transaction: where somebody gave already, nothing made up is put beside it."""
    if session.scalar(select(Donation.id).limit(1)) is None:
        _add(settings, links)


def demo_supporter(settings: Settings) -> str | None:
    """Their address, for the terminal; None where there is none."""
    file = settings.data_dir / "demo-supporter.txt"
    return file.read_text("utf-8").strip() if settings.mode == "sandbox" and file.exists() else None


def _add(settings: Settings, links: Links) -> None:
    from donations.cli.sandbox import hand_to_sandbox  # noqa: PLC0415 - needed once
    from donations.demo.donations import SUPPORTER  # noqa: PLC0415 - the same
    from donations.demo.supporter import INSTALMENTS, add_supporter  # noqa: PLC0415 - the same

    add_supporter(links)
    hand_to_sandbox(settings, newest=INSTALMENTS)  # before it is said here that all of it happened
    (settings.data_dir / "demo-supporter.txt").write_text(f"{SUPPORTER.email}\n", "utf-8")


def seed_demo() -> None:
    """Write the foundation, two funds and a campaign; in the caller's transaction."""
    document = tomllib.loads(EXAMPLE.read_text("utf-8"))
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
    from donations.demo.regular_donations import add_bank_donations  # noqa: PLC0415 - the same

    with application() as app, click.progressbar(length=count, label="Gifts") as bar:
        with transaction():
            run = seeding.prepare(count, app.extensions["services"].links, seed)
        made = -1
        while made:
            with transaction():
                made = seeding.add_batch(run)
            session.remove()
            bar.update(made)
        with transaction():
            finish()
            add_bank_donations()
        if (settings := app.extensions["settings"]).mode == "sandbox":
            from donations.cli.sandbox import hand_to_sandbox  # noqa: PLC0415 - of the sandbox alone

            hand_to_sandbox(settings)
    click.echo(f"{count} made-up gifts are here.")
