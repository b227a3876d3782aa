"""Some hundreds of made-up donations on both databases, for questions that change nothing."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from donations.app import create_app
from donations.cli.application import migrate_database
from donations.core.database import db, session, transaction
from donations.demo.donations import MadeUpDonation
from donations.demo.seed import add_batch, prepare
from donations.funds.queries import all_campaigns, all_funds
from donations.giving.models import Donation
from donations.giving.states import DonationStatus
from donations.organisation.queries import the_organisation
from donations.search.read_query import Choices
from donations.search.relist import finish
from tests import postgres
from tests.application import settings_for

DONATIONS = 400


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def crowd(request, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A service with many donations; inside its application's context."""
    folder = tmp_path_factory.mktemp("crowd")
    if request.param == "sqlite":
        shutil.copy(sqlite_template, folder / "donations.sqlite3")
        url = f"sqlite:///{folder / 'donations.sqlite3'}"
    else:
        url = postgres.fresh_database(
            postgres.template_database("demo", lambda url: migrate_database(settings_for(url, folder)))
        )
    app = create_app(settings_for(url, folder))
    with app.app_context():
        seed(app, DONATIONS)
        yield app
        session.remove()
        db.engine.dispose()
    if request.param == "postgresql":
        postgres.drop_database(url)


def seed(app: Flask, count: int) -> None:
    """Made-up donations; one is held for review, one names its giver with signs that mean something elsewhere."""
    with transaction():
        run = prepare(count, app.extensions["services"].links, seed=7)
    run.donations = (held(donation) if donation.number == 1 else donation for donation in run.donations)
    made = 1
    while made:
        with transaction():
            made = add_batch(run)
    with transaction():
        finish()
    with transaction():
        odd = session.scalars(select(Donation).order_by(Donation.id).limit(1)).one()
        odd.donor_name, odd.message = '=HYPERLINK("x")\'; DROP', "+48 600 100 200 <b>50%_</b>"


def held(donation: MadeUpDonation) -> MadeUpDonation:
    """The same, but more came than was asked for."""
    kept = {"refunded": 0, "dispute": None, "ended_at": donation.started_at}
    return replace(donation, status=DonationStatus.PROCESSING, is_held=True, **kept)  # type: ignore[arg-type]  # by name


@pytest.fixture
def choices(crowd: Flask) -> Choices:
    return Choices(all_funds(), all_campaigns(), the_organisation().zone)
