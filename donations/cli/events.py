"""The provider's events: apply again, fetch again, and the webhook endpoint."""

from datetime import UTC, datetime

import click

from donations.app import configured_gateway
from donations.cli.application import application
from donations.core.database import transaction
from donations.payments.backfill import store_fetched
from donations.payments.queries import event_by_provider_id
from donations.payments.replay_event import replay_event
from donations.settings import load_settings


@click.group()
def events() -> None:
    """The inbox of the payment provider's events."""


@events.command()
@click.argument("event_ids", nargs=-1, required=True, metavar="ID…")
def replay(event_ids: tuple[str, ...]) -> None:
    """Apply parked or ignored events again (ids as the provider writes them: evt_…)."""
    with application(), transaction():
        for event_id in event_ids:
            replay_event(event_by_provider_id(event_id))
    click.echo(f"{len(event_ids)} to be applied again by the worker.")


@events.command()
@click.option("--since", required=True, type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]), help="UTC; 30 days back.")
def backfill(since: datetime) -> None:
    """Fetch the provider's events since a moment; those that are here already are left alone."""
    fetched = new = 0
    with application() as app:
        for body in app.extensions["tools"].gateway().events_since(since.replace(tzinfo=UTC)):
            with transaction():
                new += store_fetched(body)
            fetched += 1
    click.echo(f"{fetched} fetched, {new} of them new.")


@click.group()
def stripe() -> None:
    """The Stripe account."""


@stripe.group()
def webhook() -> None:
    """The endpoint Stripe sends events to."""


@webhook.command("create")
@click.argument("url")
def webhook_create(url: str) -> None:
    """Subscribe URL (https://…/webhooks/stripe) to the events we use; prints its secret, once."""
    settings = load_settings(stripe_webhook_secret="whsec_to_be_learnt")  # noqa: S106 - no secret: it is told now
    secret = configured_gateway(settings)().create_webhook_endpoint(url)
    click.echo(f"DONATIONS_STRIPE_WEBHOOK_SECRET={secret}")
