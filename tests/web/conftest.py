"""Services for many questions: made once a module, because no question there leaves a trace."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from donations.core.database import transaction
from donations.organisation.queries import the_organisation
from tests.databases import database_of
from tests.web.service import Service, service

# Beside the demo's own: no decimals, and three of them.
MORE_CURRENCIES = {
    "JPY": {"presets": [1000, 5000], "minimum": 500, "maximum": 1_000_000},
    "KWD": {"presets": [5000, 10_000], "minimum": 1000, "maximum": 1_000_000},
}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def quiet(request, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """For questions that must change nothing, on both databases; takes yen and Kuwaiti dinars too."""
    folder = tmp_path_factory.mktemp("quiet")
    with database_of(request.param, sqlite_template, folder) as url, service(url, folder) as made:
        with made.app.app_context(), transaction():
            organisation = the_organisation()
            organisation.currencies = {**organisation.currencies, **MORE_CURRENCIES}
        yield made


@pytest.fixture
def plain(sqlite_database: str, tmp_path: Path) -> Iterator[Service]:
    """One service of the default settings, for what no database changes."""
    with service(sqlite_database, tmp_path) as made:
        yield made


@pytest.fixture
def secure(sqlite_database: str, tmp_path: Path) -> Iterator[Service]:
    """As in production: https, behind one proxy."""
    given = {"base_url": "https://donate.example.org", "trusted_proxies": 1, "status_token": "a token for scrapers"}
    with service(sqlite_database, tmp_path, **given) as made:
        yield made
