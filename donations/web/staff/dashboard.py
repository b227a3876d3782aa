"""Pages of the payment provider about things of ours."""

from donations.web.house import settings

_DASHBOARD = {"live": "https://dashboard.stripe.com", "test": "https://dashboard.stripe.com/test"}


def dashboard_url(kind: str, provider_id: str | None) -> str | None:
    """`kind` as the address has it, e.g. `payments`; the sandbox has no such pages."""
    base = _DASHBOARD.get(settings().mode)
    return f"{base}/{kind}/{provider_id}" if base and provider_id else None
