"""The SDK's way into the sandbox without a network."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import stripe

from donations.sandbox.api.answer import Answer, Request
from donations.sandbox.errors import NoAnswer


class InProcessClient(stripe.HTTPClient):
    """Hands each request to the sandbox instead of sending it."""

    name = "sandbox"

    def __init__(self, ask: Callable[[Request], Answer]) -> None:
        super().__init__()
        self._ask = ask

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        *,
        _usage: list[str] | None = None,
    ) -> tuple[str, int, Mapping[str, str]]:
        """As `stripe.HTTPClient.request`."""
        sent = {name.lower(): value for name, value in (headers or {}).items()}
        address = urlsplit(url)
        form = post_data if method == "post" else address.query
        try:
            answer = self._ask(Request(method.upper(), address.path, form or "", sent))
        except NoAnswer as error:
            # As if the SDK had already tried as often as it may, so that a test does not wait for it.
            raise _broken("Stripe sandbox: no answer, on purpose", should_retry=False) from error
        return answer.body.decode(), answer.status, answer.headers

    def close(self) -> None:
        """Nothing is open."""


_broken: Callable[..., Exception] = stripe.APIConnectionError  # the SDK leaves its constructor untyped
