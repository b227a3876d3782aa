"""A provider that never answers."""

from typing import Any

from donations.payments.gateway import GatewayUnreachable


class Silence:
    """Asked anything, it fails at once: nobody waits for a port on which nobody listens."""

    def __getattr__(self, name: str) -> Any:
        raise GatewayUnreachable("nobody answers")
