"""Every test here looks at rows: it runs inside an application context."""

from collections.abc import Iterator

import pytest
from flask import Flask


@pytest.fixture
def inside(app: Flask) -> Iterator[None]:
    """An application context, with a database of its own behind it."""
    with app.app_context():
        yield
