"""The demo foundation: what sandbox and test mode start with."""

import tomllib
from pathlib import Path

from donations.funds.edit_funds import add_campaign, add_fund
from donations.organisation.edit_organisation import set_organisation

_FOUNDATION = Path(__file__).with_name("demo_foundation.toml")


def seed_demo() -> None:
    """Write the foundation, two funds and a campaign; in the caller's transaction."""
    document = tomllib.loads(_FOUNDATION.read_text("utf-8"))
    funds, campaigns = document.pop("funds"), document.pop("campaigns")
    set_organisation(document)
    by_slug = {slug: add_fund(slug, name) for slug, name in funds.items()}
    for slug, facts in campaigns.items():
        add_campaign(slug, by_slug[facts["fund"]], name=facts["name"], intro=facts["intro"])
