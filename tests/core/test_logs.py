"""What the logs say, and what they never say."""

import json

import pytest
import structlog
from sqlalchemy import text

from donations.core.database import db
from donations.core.logs import set_up_logs


@pytest.fixture(autouse=True)
def _put_back():
    kept = structlog.get_config()
    yield
    structlog.configure(**kept)


@pytest.fixture
def logged(capsys):
    """The one entry in the log, as JSON."""
    set_up_logs("json")

    def read() -> dict[str, str]:
        [line] = capsys.readouterr().err.splitlines()
        entry: dict[str, str] = json.loads(line)
        return entry

    return read


def test_an_entry_is_one_line_of_json_with_its_time(logged) -> None:
    structlog.get_logger().warning("something\nodd", count=3)
    entry = logged()
    assert (entry["event"], entry["count"], entry["level"], entry["timestamp"][-1]) == (
        "something\nodd",
        3,
        "warning",
        "Z",
    )


@pytest.mark.parametrize(
    "said", ["kim@example.org", "To: Kim <kim@example.org>", "(email)=(kim@example.org)", '"kim.nowak+x@example.org",']
)
def test_addresses_are_masked_wherever_they_stand(logged, said: str) -> None:
    structlog.get_logger().error(f"no room for {said}", detail=said)
    assert "kim" not in json.dumps(logged())


def test_a_traceback_shows_no_variables(logged) -> None:
    secret = "whsec_" + "x" * 20
    try:
        raise ValueError(len(secret))
    except ValueError:
        structlog.get_logger().exception("bug")
    entry = logged()
    assert ("Traceback" in entry["exception"], "whsec_" + "x" * 20 in entry["exception"]) == (True, False)


def test_a_refused_statement_does_not_quote_what_it_was_given(app) -> None:
    with app.app_context(), db.engine.connect() as connection, pytest.raises(Exception, match="no_such_table") as shown:
        connection.execute(text("SELECT * FROM no_such_table WHERE name = :name"), {"name": "Kim Nowak"})
    assert "Kim" not in str(shown.value)
