"""One sandbox for each test, and our gateway speaking to it."""

from collections.abc import Iterator

import pytest

from donations.payments.stripe_gateway import StripeGateway
from donations.sandbox.sandbox import Sandbox
from tests.sandbox.helpers import SECRET


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    found = Sandbox(webhook_secret=SECRET)
    yield found
    found.close()


@pytest.fixture
def gateway(sandbox: Sandbox) -> StripeGateway:
    return StripeGateway("sk_test_sandbox", http_client=sandbox.http_client(), pause=lambda _seconds: None)
