"""The service lives by the sandbox's clock where that is written down for it, and by the real one elsewhere."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from donations.core import clock
from donations.payments.gateway import GatewayRefused
from donations.payments.stripe_gateway import StripeGateway
from donations.sandbox import timeline as clock_file
from donations.sandbox.sandbox import Sandbox
from tests.sandbox.helpers import SECRET, inbox, opened, request

YEAR = timedelta(days=365)


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    """Where the clock is written; this process lives by it until the end of the test."""
    found = tmp_path / clock.SANDBOX_FILE
    clock.run_ahead(found)
    yield found
    clock.run_ahead(None)


@pytest.fixture
def sandbox(file: Path) -> Iterator[Sandbox]:
    found = Sandbox(webhook_secret=SECRET, clock=clock.real_now)
    clock_file.follow(found.world, file)
    yield found
    found.close()


def ahead() -> timedelta:
    return clock.now() - clock.real_now()


def test_the_service_goes_forward_with_the_sandbox(sandbox: Sandbox) -> None:
    assert abs(ahead()) < timedelta(seconds=1)
    sandbox.advance(YEAR)
    assert abs(ahead() - YEAR) < timedelta(seconds=1)
    assert abs(sandbox.world.when(sandbox.world.now()) - clock.now()) < timedelta(seconds=2)


def test_pages_are_opened_and_webhooks_taken_in_a_year_from_now(sandbox: Sandbox, gateway: StripeGateway) -> None:
    sandbox.advance(YEAR)
    session_id = opened(gateway)
    sandbox.choose(session_id, "paid")
    kept, post = inbox()
    assert {each.status for each in sandbox.deliver(post)} == {200}
    assert kept
    post(*sandbox.signed(kept[0]))
    sandbox.advance(timedelta(hours=2))
    assert sandbox.find(session_id)["status"] == "complete"


def test_a_page_for_longer_than_a_day_is_refused_by_that_clock(sandbox: Sandbox, gateway: StripeGateway) -> None:
    sandbox.advance(YEAR)
    with pytest.raises(GatewayRefused):
        gateway.open_checkout(request(expires_at=clock.real_now() + timedelta(hours=1)))


def test_who_starts_again_goes_on_from_where_the_clock_was(sandbox: Sandbox, file: Path) -> None:
    sandbox.advance(YEAR)
    again = Sandbox(webhook_secret=SECRET, clock=clock.real_now)
    clock_file.follow(again.world, file)
    assert again.world.offset() == YEAR.total_seconds()
    again.close()
    file.unlink()
    clock_file.follow(sandbox.world, file)
    assert file.read_text(encoding="ascii") == str(int(YEAR.total_seconds()))
