"""The service and those who work with it."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.colleague import Colleague, colleague


@pytest.fixture
def hires(app: Flask) -> Callable[..., Colleague]:
    """`hires("viewer")`: somebody with an account of that role, not signed in yet; on both databases."""

    def hire(role: str = "admin", email: str = "", language: str = "en") -> Colleague:
        return colleague(app, role, email, language=language)

    return hire
