"""One application a module: what is tested here is below all stories."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from donations.core.database import session
from tests.databases import database_of
from tests.web.service import service


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def house(request, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application over a database of its own."""
    folder = tmp_path_factory.mktemp("house")
    with database_of(request.param, sqlite_template, folder) as url, service(url, folder) as made:
        yield made.app


@pytest.fixture
def inside(house: Flask) -> Iterator[None]:
    """Where rows can be read and written."""
    with house.app_context():
        yield
        session.remove()
