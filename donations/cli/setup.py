"""Set a foundation up: secrets and settings, its data, its funds and campaigns."""

import secrets
import tomllib
from pathlib import Path

import click
import tomlkit

from donations.cli.application import application
from donations.core.database import transaction
from donations.desk.arranging.campaigns import add_campaign, close_campaign
from donations.desk.arranging.funds import add_fund, close_fund
from donations.desk.arranging.organisation import set_document
from donations.funds.edit_campaigns import CampaignFacts
from donations.funds.queries import all_campaigns, all_funds, campaign_by_slug, fund_by_slug
from donations.organisation.edit_organisation import organisation_document
from donations.settings import data_dir, write_private

SETTINGS = """\
# Settings of a live service. Environment variables (DONATIONS_…) win over this file.
mode = "live"
base_url = "https://donate.example.org"
trusted_hosts = ["donate.example.org"]
# How many reverse proxies stand in front, each adding to X-Forwarded-For.
trusted_proxies = 1

# Leave empty for the embedded SQLite in the data directory.
database_url = ""

smtp_host = "mail.example.org"
smtp_port = 587
smtp_security = "starttls"  # none, starttls or tls
smtp_login = ""

log_format = "json"
"""

SECRETS = """\
# Keep this file to yourself. A new secret_key makes all links in letters sent so far invalid.
secret_key = "{secret_key}"
status_token = "{status_token}"
# From your Stripe account; the webhook secret is printed by: donations stripe webhook create URL
stripe_secret_key = ""
stripe_webhook_secret = ""
smtp_password = ""
"""

EXAMPLE = Path(__file__).with_name("foundation.example.toml")
_FOR_THE_DEMO = "# From here on for the demo alone"


@click.command()
def init() -> None:
    """Write secrets and settings for production, readable by you alone, and the foundation's data to be filled in."""
    folder = data_dir()
    folder.mkdir(parents=True, exist_ok=True)
    made = {
        "secrets.toml": SECRETS.format(secret_key=secrets.token_urlsafe(48), status_token=secrets.token_urlsafe(32)),
        "settings.toml": SETTINGS,
        "foundation.toml": EXAMPLE.read_text("utf-8").partition(_FOR_THE_DEMO)[0].rstrip() + "\n",
    }
    for name, text in made.items():
        try:
            write_private(folder / name, text)
        except FileExistsError:
            raise click.ClickException(f"{folder / name} is there already; nothing of it was changed") from None
        click.echo(f"Wrote {folder / name}")
    click.echo("Fill them in, then: donations migrate; donations organisation set " + str(folder / "foundation.toml"))


@click.group()
def organisation() -> None:
    """The foundation's own data."""


@organisation.command()
def show() -> None:
    """Print it as TOML, ready to be edited and set."""
    with application():
        click.echo(tomlkit.dumps(organisation_document()), nl=False)


@organisation.command("set")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def set_(file: Path) -> None:
    """Take it from a TOML file."""
    try:
        document = tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise click.ClickException(f"{file}: {problem}") from problem
    with application(), transaction():
        row = set_document(document, by=None)
        click.echo(f"{row.legal_name} is set.")


@click.group()
def funds() -> None:
    """What gifts may be used for."""


@funds.command("add")
@click.argument("slug")
@click.option("--pl", required=True, help="The name in Polish.")
@click.option("--en", required=True, help="The name in English.")
def funds_add(slug: str, pl: str, en: str) -> None:
    """Add a fund, last in the form."""
    with application(), transaction():
        add_fund(slug, {"pl": pl, "en": en}, by=None)
    click.echo(f"{slug} is open.")


@funds.command("list")
def funds_list() -> None:
    """All funds in the order of the form."""
    with application():
        for fund in all_funds():
            state = "closed" if fund.closed_at else "open"
            click.echo(f"{fund.slug:<20}{state:<8}{fund.name['en']} · {fund.name['pl']}")


@funds.command("close")
@click.argument("slug")
def funds_close(slug: str) -> None:
    """Take a fund out of the form; it stays in the books."""
    with application(), transaction():
        close_fund(fund_by_slug(slug).id, by=None)
    click.echo(f"{slug} is closed.")


@click.group()
def campaigns() -> None:
    """Pages of their own at /give/<slug>."""


@campaigns.command("add")
@click.argument("slug")
@click.option("--fund", required=True, help="The slug of the fund it asks for.")
@click.option("--pl", required=True, nargs=2, help="Name and first sentence in Polish.")
@click.option("--en", required=True, nargs=2, help="Name and first sentence in English.")
def campaigns_add(slug: str, fund: str, pl: tuple[str, str], en: tuple[str, str]) -> None:
    """Open a campaign."""
    with application(), transaction():
        name, intro = ({"pl": pl[part], "en": en[part]} for part in (0, 1))
        add_campaign(slug, CampaignFacts(fund_by_slug(fund).id, name, intro), by=None)
    click.echo(f"/give/{slug} is open.")


@campaigns.command("list")
def campaigns_list() -> None:
    """All campaigns."""
    with application():
        for row in all_campaigns():
            click.echo(f"{row.slug:<20}{'closed' if row.closed_at else 'open':<8}{row.fund.slug:<20}{row.name['en']}")


@campaigns.command("close")
@click.argument("slug")
def campaigns_close(slug: str) -> None:
    """End a campaign."""
    with application(), transaction():
        close_campaign(campaign_by_slug(slug).id, by=None)
    click.echo(f"{slug} is closed.")
