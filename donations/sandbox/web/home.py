"""Small JSON doors for people and programs steering a running sandbox: time, chaos, refunds, disputes, failures."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from jinja2 import Environment

from donations.payments.stripe_amounts import from_stripe
from donations.sandbox.billing import subscriptions
from donations.sandbox.payments import disputes as cancels
from donations.sandbox.payments import methods as cards
from donations.sandbox.payments.methods import Behaviour
from donations.sandbox.sandbox import Sandbox
from donations.sandbox.store import Document
from donations.sandbox.walk import Progress
from donations.sandbox.web.pages import rhythm
from donations.sandbox.web.words import home_words
from donations.sandbox.webhooks import Chaos
from donations.sandbox.world import World

Control = Callable[[Sandbox, Mapping[str, Any]], Mapping[str, Any]]


def state(sandbox: Sandbox, _given: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
    """What time it is here and what is still owed."""
    world = sandbox.world
    with world.lock:
        return {
            "now": world.when(world.now()).isoformat(),
            "ahead_seconds": world.offset(),
            "webhooks_owed": sandbox.deliveries.owed(),
            "chaos": asdict(sandbox.deliveries.chaos),
        }


def _advance(sandbox: Sandbox, given: Mapping[str, Any]) -> Mapping[str, Any]:
    sandbox.advance(timedelta(seconds=int(given["seconds"])))
    return state(sandbox)


def _chaos(sandbox: Sandbox, given: Mapping[str, Any]) -> Mapping[str, Any]:
    sandbox.chaos(Chaos(**given))
    return state(sandbox)


def _refund(sandbox: Sandbox, given: Mapping[str, Any]) -> Mapping[str, Any]:
    amount = given.get("amount_minor")
    return sandbox.refund(
        str(given["payment_intent"]),
        None if amount is None else int(amount),
        fail_later=bool(given.get("fail_later", False)),
    )


def _fail_refund(sandbox: Sandbox, given: Mapping[str, Any]) -> Mapping[str, Any]:
    sandbox.fail_refund(str(given["refund"]))
    return state(sandbox)


def _dispute(sandbox: Sandbox, given: Mapping[str, Any]) -> Mapping[str, Any]:
    amount = given.get("amount_minor")
    return sandbox.dispute(str(given["payment_intent"]), None if amount is None else int(amount))


def _close_dispute(sandbox: Sandbox, given: Mapping[str, Any]) -> Mapping[str, Any]:
    sandbox.close_dispute(str(given["dispute"]), str(given["outcome"]))
    return state(sandbox)


def _fail(sandbox: Sandbox, given: Mapping[str, Any]) -> Mapping[str, Any]:
    sandbox.fail_next(int(given.get("count", 1)), str(given["kind"]), path=str(given.get("path", "")))
    return state(sandbox)


def _control_card(sandbox: Sandbox, given: Mapping[str, Any]) -> Mapping[str, Any]:
    sandbox.set_card(str(given["subscription"]), str(given["behaviour"]))
    return state(sandbox)


def _retries(sandbox: Sandbox, given: Mapping[str, Any]) -> Mapping[str, Any]:
    sandbox.world.retries = tuple(int(days) for days in given["days"])
    return state(sandbox)


def _stop_payments(sandbox: Sandbox, given: Mapping[str, Any]) -> Mapping[str, Any]:
    sandbox.stop_payments(when_asked=bool(given["when_asked"]))
    return state(sandbox)


CONTROLS: Mapping[str, Control] = {
    "advance": _advance,
    "chaos": _chaos,
    "refund": _refund,
    "fail_refund": _fail_refund,
    "dispute": _dispute,
    "close_dispute": _close_dispute,
    "fail": _fail,
    "card": _control_card,
    "retries": _retries,
    "stop_payments": _stop_payments,
}


STEPS = (1, 7, 30)  # days
# Offered beside the ways a card can behave.
BANK_SENDS_CARD = "bank_sends_card"
LAST_MONTH = "last_month"
_ZONE = ZoneInfo("Europe/Warsaw")
_MOST = 100


@dataclass(frozen=True, slots=True)
class Row:
    """One plan."""

    id: str
    who: str
    what: str
    state: str
    date: str | None
    card: str | None
    behaviour: str | None
    unpaid: str | None  # the hosted page of an invoice that waits for money

    @property
    def address(self) -> str:
        """Where its card is told what to do."""
        return f"/cards/{self.id}"


def home_page(pages: Environment, world: World, progress: Progress, language: str) -> str:
    """Everything a person needs for letting time pass."""
    with world.lock:
        found = list(world.store.all("subscription"))
        rows = [_row(world, each, language) for each in sorted(found, key=_order)[:_MOST]]
        now = format_datetime(_local(world, world.now()), "EEEE, d MMMM y, HH:mm", locale=language)
        ahead = world.offset() // 86_400
        stops_payments = cancels.are_stopped(world)
    page: str = pages.get_template("sandbox/home.html").render(
        language=language,
        words=home_words(language),
        now=now,
        ahead=ahead,
        rows=rows,
        left_out=len(found) - len(rows),
        behaviours=[*(str(each) for each in Behaviour), LAST_MONTH, BANK_SENDS_CARD],
        steps=STEPS,
        stops_payments=stops_payments,
        progress=progress,
    )
    return page


def _order(subscription: Document) -> tuple[Any, ...]:
    is_over = subscription["status"] in subscriptions.OVER
    return is_over, subscriptions.item_of(subscription)["current_period_end"], subscription["id"]


def _row(world: World, subscription: Document, language: str) -> Row:
    item = subscriptions.item_of(subscription)
    price, customer = item["price"], world.need("customer", subscription["customer"])
    amount = from_stripe(price["unit_amount"], price["currency"]).format(language)
    is_over = subscription["status"] in subscriptions.OVER
    kept = None if is_over else subscriptions.method_of(world, subscription)
    return Row(
        id=subscription["id"],
        who=customer["email"] or customer["id"],
        what=f"{amount} {rhythm(price['recurring'], language)}",
        state="paused" if subscription["pause_collection"] and not is_over else subscription["status"],
        date=None if is_over else format_date(_local(world, item["current_period_end"]), "d MMM y", locale=language),
        card=_card(kept) if kept else None,
        behaviour=str(cards.behaviour_of(world, kept)) if kept else None,
        unpaid=_unpaid(world, subscription),
    )


def _card(kept: Document) -> str:
    if kept["type"] != "card":
        return f"{kept['type']} …{kept[kept['type']]['last4']}"
    card = kept["card"]
    return f"{card['brand'].capitalize()} …{card['last4']}, {card['exp_month']:02}/{card['exp_year']}"


def _unpaid(world: World, subscription: Document) -> str | None:
    latest = world.store.get("invoice", subscription["latest_invoice"] or "")
    is_waiting = latest and latest["status"] == "open" and latest["attempted"]
    return str(latest["hosted_invoice_url"]) if latest and is_waiting else None


def _local(world: World, moment: int) -> datetime:
    return world.when(moment).astimezone(_ZONE)
