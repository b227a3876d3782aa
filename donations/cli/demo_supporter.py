"""The one ready supporter of a sandbox: two years behind them, and a regular gift that goes on."""

from sqlalchemy import select

from donations.core.database import session
from donations.giving.models import Donation
from donations.organisation.links import Links
from donations.settings import Settings


def keep_demo_supporter(settings: Settings, links: Links) -> None:
    """Made at the first start, in a transaction: where somebody gave already, nothing made up is put beside it."""
    if session.scalar(select(Donation.id).limit(1)) is None:
        _add(settings, links)


def demo_supporter(settings: Settings) -> str | None:
    """Their address, for the terminal; None where there is none."""
    file = settings.data_dir / "demo-supporter.txt"
    return file.read_text("utf-8").strip() if settings.mode == "sandbox" and file.exists() else None


def _add(settings: Settings, links: Links) -> None:
    from donations.cli.living_plans import hand_to_sandbox  # noqa: PLC0415 - needed once
    from donations.demo.people import SUPPORTER  # noqa: PLC0415 - the same
    from donations.demo.supporter import INSTALMENTS, add_supporter  # noqa: PLC0415 - the same

    add_supporter(links)
    hand_to_sandbox(settings, newest=INSTALMENTS)  # before it is said here that all of it happened
    (settings.data_dir / "demo-supporter.txt").write_text(f"{SUPPORTER.email}\n", "utf-8")
