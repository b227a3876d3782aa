"""Steer the sandbox of a running `donations run`."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import click
from sqlalchemy import select

from donations.cli.application import prepared_settings
from donations.core import clock
from donations.core.database import session
from donations.core.installation import installation
from donations.giving.models import Donation, Payment
from donations.giving.start.checkout_attempts import product_of
from donations.organisation.queries import the_organisation
from donations.payments.stripe_amounts import to_stripe
from donations.recurring.calendar import MONTHS, morning_of
from donations.recurring.models import Instalment, RecurringPlan
from donations.recurring.queries import instalments_of
from donations.recurring.states import InstalmentStatus, Interval
from donations.sandbox.billing.adopt import Adopted, Collected, adopt
from donations.sandbox.payments.methods import Behaviour
from donations.sandbox.store import Store
from donations.sandbox.world import World
from donations.settings import Settings

_LOOK_EVERY = 0.2


@click.group()
def sandbox() -> None:
    """The payment simulator beside the service."""


@sandbox.command()
@click.option("--days", default=0, type=click.IntRange(0))
@click.option("--hours", default=0, type=click.IntRange(0))
@click.option("--minutes", default=0, type=click.IntRange(0))
def advance(days: int, hours: int, minutes: int) -> None:
    """Move the clock of sandbox and service forward: regular gifts are collected, pages expire, letters go out.

    Days pass one by one, each with its webhooks, and the next begins when the service has done what it owes.
    """
    if hours or minutes:
        _report("advance", {"seconds": (hours * 60 + minutes) * 60})
    if days:
        _walk(days)
    now = _state()
    click.echo(f"{now['now']}, {now['ahead_seconds']} seconds ahead")


@sandbox.command()
@click.option("--duplicate", default=0.0)
@click.option("--reorder", default=0.0)
@click.option("--delay", default=0.0)
@click.option("--drop", default=0.0)
@click.option("--bad-signature", default=0.0)
def chaos(**chances: float) -> None:
    """Spoil webhooks with these chances (0 to 1); without options all is well again."""
    click.echo(_report("chaos", chances))


def _walk(days: int) -> None:
    _report("walk", {"days": days})
    reported = 0
    while True:
        walk = _state()["walk"]
        if walk["done"] > reported:
            reported = walk["done"]
            late = f", {walk['hurried']} days not finished in time" if walk["hurried"] else ""
            click.echo(f"day {reported} of {days}: {walk['today']}, {walk['webhooks']} webhooks so far{late}")
        if walk["is_over"]:
            break
        time.sleep(_LOOK_EVERY)
    if reported < days:
        raise click.ClickException(f"the clock stopped after {reported} days; see the log of donations run")


def _state() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_ask("state", None))
    return found


def _report(door: str, what: dict[str, Any]) -> str:
    return _ask(door, json.dumps(what).encode())


def _ask(door: str, body: bytes | None) -> str:
    request = urllib.request.Request(  # noqa: S310 - always loopback
        f"{prepared_settings().sandbox_url}/sandbox/{door}",
        data=body,
        headers={"Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - always loopback
            return str(answer.read().decode())
    except urllib.error.HTTPError as refusal:
        reported = json.loads(refusal.read())["error"]["message"]
        raise click.ClickException(f"the sandbox refuses: {reported}") from refusal
    except OSError as problem:
        raise click.ClickException(f"the sandbox does not answer ({problem}); is donations run running?") from problem


_MADE_UP = "sub_seed%"
_SETTLES_AFTER = timedelta(minutes=1)
_YEAR = 12


def hand_to_sandbox(settings: Settings, newest: int = 1) -> int:
    """All that are not over, and that it does not know yet; how many. Within an application's context.

    With each come its `newest` instalments: one is enough to go on from, and can be refunded.
    """
    is_made_up = RecurringPlan.provider_plan_id.like(_MADE_UP)
    living = select(RecurringPlan).where(RecurringPlan.ended_at.is_(None), is_made_up)
    store = Store(str(settings.data_dir / "sandbox.sqlite3"))
    world = World(store, settings.sandbox_url, _SETTLES_AFTER, clock.real_now)
    try:
        return sum(adopt(world, as_known(plan, newest)) for plan in session.scalars(living))
    finally:
        store.close()


def as_known(plan: RecurringPlan, newest: int) -> Adopted:
    """In the provider's words."""
    product, months = product_of(plan.fund_id), MONTHS[Interval(plan.interval)]
    rhythm = ("year", months // _YEAR) if months % _YEAR == 0 else ("month", months)
    instalments = instalments_of(plan.id)[::-1]
    card = plan.card
    return Adopted(
        subscription_id=str(plan.provider_plan_id),
        item_id=str(plan.provider_item_id),
        customer_id=str(plan.provider_customer_id),
        method_id=str(plan.payment_method_id),
        product=(product.product_id, product.name),
        metadata={"reference": plan.reference, "installation": str(installation().installation_id)},
        email=plan.donor_email,
        card={name: getattr(card, name) for name in ("brand", "last4", "exp_month", "exp_year")} if card else {},
        amount=to_stripe(plan.amount),
        currency=plan.currency.lower(),
        rhythm=rhythm,
        began=int(plan.started_at.timestamp()),
        period=(_moment(plan, instalments[-1].period_start), _moment(plan, instalments[-1].period_end)),
        collected=tuple(_collected(plan, instalments)[-newest:]),
        behaviour=_behaviour(instalments[-1]),
        resumes_at=_resumes_at(plan),
    )


def _moment(plan: RecurringPlan, day: date) -> int:
    """When a period begins that begins on that day."""
    return int(plan.started_at.replace(year=day.year, month=day.month, day=day.day).timestamp())


def _collected(plan: RecurringPlan, instalments: Sequence[Instalment]) -> list[Collected]:
    """What was paid, and what is failing."""
    paid = select(Payment).join(Donation).join(Instalment, Instalment.donation_id == Donation.id)
    payments = {each.donation_id: each for each in session.scalars(paid.where(Instalment.plan_id == plan.id))}
    return [
        _one(plan, each, payments[each.donation_id] if each.donation_id else None)
        for each in instalments
        if each.status in (InstalmentStatus.SETTLED, InstalmentStatus.FAILING)
    ]


def _one(plan: RecurringPlan, instalment: Instalment, payment: Payment | None) -> Collected:
    at: datetime | None = payment.succeeded_at if payment else instalment.failed_at
    return Collected(
        invoice_id=str(instalment.provider_invoice_id),
        amount=to_stripe(instalment.amount),
        period=(_moment(plan, instalment.period_start), _moment(plan, instalment.period_end)),
        at=int((at or instalment.added_at).timestamp()),
        payment_id=payment.provider_payment_id if payment else None,
        charge_id=payment.provider_charge_id if payment else None,
    )


def _behaviour(newest: Instalment) -> str:
    is_known = newest.status == InstalmentStatus.FAILING and newest.decline_code in {*Behaviour}
    return str(newest.decline_code) if is_known else Behaviour.OK


def _resumes_at(plan: RecurringPlan) -> int | None:
    if plan.paused_until is None:
        return None
    return int(morning_of(plan.paused_until, the_organisation().zone).timestamp())
