"""The provider's events: apply again, fetch again, and the webhook endpoint."""

from datetime import UTC, datetime

import click

from donations.app import configured_gateway
from donations.cli.application import application
from donations.core.database import transaction
from donations.desk.retry_work import replay_by_hand
from donations.giving.unmatched.rebuild_donations import rebuild_donations
from donations.payments.queries import event_by_provider_id
from donations.payments.receive_event import store_fetched
from donations.recurring.changes.put_in_force import note_changes_made
from donations.settings import load_settings
from donations.staff.record_audit import Act, record_audit


@click.group()
def events() -> None:
    """The inbox of the payment provider's events."""


@events.command()
@click.argument("event_ids", nargs=-1, required=True, metavar="ID…")
@click.option("--reason", default="", help="Why; needed where one of them was applied before.")
def replay(event_ids: tuple[str, ...], reason: str) -> None:
    """Apply events again (ids as the provider writes them: evt_…). What is in the books is not counted twice."""
    with application():
        for event_id in event_ids:
            with transaction():  # each its own: whoever records a donation meanwhile holds several, in another order
                replay_by_hand(event_by_provider_id(event_id), by=None, reason=reason)
            click.echo(f"{event_id} is to be applied again by the worker.")


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


@events.command()
def rebuild() -> None:
    """After a backup was restored: write gifts anew that only the provider still knows, from events fetched before."""
    with application(), transaction():
        made = len(note_changes_made())
        donations = rebuild_donations()
        for donation in donations:
            after = {"reference": donation.reference, "amount": donation.amount.format("en")}
            record_audit(Act("donation.rebuilt", "donation", donation.id, after=after))
        rebuilt = [
            f"{donation.reference}  {donation.amount.format('en')}  {donation.donor_name}" for donation in donations
        ]
    for line in rebuilt:
        click.echo(line)
    click.echo(f"Gifts written anew: {len(rebuilt)}. Please check their fund and the name as printed.")
    click.echo(f"Changes of regular gifts that the provider had made already: {made}.")


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
