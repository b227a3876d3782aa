"""Where webhooks go. Only addresses on this machine are ever called, whatever was subscribed."""

import secrets
from typing import Any
from urllib.parse import urlsplit

from donations.sandbox.faults import bad_parameter, missing, not_modelled
from donations.sandbox.params import each, metadata, read_params, text
from donations.sandbox.shapes import new_endpoint
from donations.sandbox.store import Document
from donations.sandbox.version import API_VERSION
from donations.sandbox.world import World

CREATE = "stripe.params.WebhookEndpointCreateParams"
FIELDS = {
    "api_version": text(),
    "description": text(),
    "enabled_events": each(text()),
    "metadata": metadata,
    "url": text(),
}
SERVICE = "we_sandbox_service"  # the endpoint that is there from the start


def create(world: World, raw: dict[str, Any]) -> Document:
    """``POST /v1/webhook_endpoints``: the only answer that ever shows the secret."""
    given = read_params(FIELDS, raw, CREATE)
    for param in ("url", "enabled_events"):
        if not given.get(param):
            raise missing(param)
    if urlsplit(given["url"]).scheme not in ("http", "https"):
        raise bad_parameter("Invalid URL: An explicit scheme (such as https) must be provided.", "url", "url_invalid")
    if given.setdefault("api_version", API_VERSION) != API_VERSION:
        raise not_modelled(f"the API version {given['api_version']}")
    secret = f"whsec_sandbox_{secrets.token_hex(16)}"
    endpoint = new_endpoint(world.new_id("we"), world.now(), **given)
    world.store.put(endpoint | {"_sandbox": {"secret": secret}})
    return endpoint | {"secret": secret}


def install_service(world: World, url: str, secret: str, enabled_events: tuple[str, ...]) -> None:
    """The service's own endpoint, with the secret it was started with."""
    endpoint = new_endpoint(SERVICE, world.now(), url=url, enabled_events=list(enabled_events), api_version=API_VERSION)
    world.store.put(endpoint | {"_sandbox": {"secret": secret}})


def secret_of(endpoint: Document) -> str:
    """What its webhooks are signed with."""
    return str(endpoint["_sandbox"]["secret"])
