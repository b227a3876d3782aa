"""What becomes of a checkout page for an invoice or a subscription."""

from enum import StrEnum

from donations.sandbox.billing import collecting, invoices, subscriptions
from donations.sandbox.checkout import sessions
from donations.sandbox.errors import Fault
from donations.sandbox.payments import methods as cards
from donations.sandbox.payments import payments
from donations.sandbox.payments.methods import Behaviour, debit_kind
from donations.sandbox.store import Document
from donations.sandbox.world import World


class InvoiceOutcome(StrEnum):
    """The buttons of the page."""

    CONFIRM = "confirm"  # the bank asked for a confirmation and gets it
    OTHER_CARD = "other_card"  # another card pays, and later payments too
    OTHER_DECLINED = "other_declined"  # another card is tried and does not pay


def offered(world: World, invoice: Document) -> tuple[InvoiceOutcome, ...]:
    """What can be chosen now; nothing on an invoice that is closed or being paid."""
    if invoice["status"] != "open":
        return ()
    status = invoices.intent_of(world, invoice)["status"]
    others = (InvoiceOutcome.OTHER_CARD, InvoiceOutcome.OTHER_DECLINED)
    return {"processing": (), "requires_action": (InvoiceOutcome.CONFIRM, *others)}.get(status, others)


def choose(world: World, invoice_id: str, outcome: InvoiceOutcome) -> None:
    """The payer presses a button. On a page that is over, nothing happens."""
    invoice = world.need("invoice", invoice_id)
    choices = offered(world, invoice)
    if not choices:
        return
    if outcome not in choices:
        raise Fault("Stripe sandbox: the bank has not been asked for a confirmation.")
    kept = _DEEDS[outcome](world, invoice)
    error = collecting.collect(world, invoice, kept, collecting.ON_THE_PAGE)
    if error is None and outcome is InvoiceOutcome.OTHER_CARD:
        subscription = invoices.subscription_of(world, invoice)
        subscriptions.change(world, subscription, default_payment_method=kept["id"])


def _confirmed(world: World, invoice: Document) -> Document:
    return world.need("payment_method", invoices.intent_of(world, invoice)["payment_method"])


def _other_card(world: World, invoice: Document) -> Document:
    return cards.another(world, invoice["customer"])


def _other_declined(world: World, _invoice: Document) -> Document:
    return cards.tried_once(world, Behaviour.GENERIC_DECLINE)


_DEEDS = {
    InvoiceOutcome.CONFIRM: _confirmed,
    InvoiceOutcome.OTHER_CARD: _other_card,
    InvoiceOutcome.OTHER_DECLINED: _other_declined,
}


def pay(world: World, session: Document, *, is_three_d_secure: bool = False) -> None:
    """The first payment is taken; only then Stripe makes the subscription and its first invoice."""
    customer = payments.customer_of(world, session)
    intent = payments.intent_of(world, session)
    intent["customer"] = customer
    card = cards.attach(world, customer)
    method = cards.method_of(world, card, is_three_d_secure=is_three_d_secure)
    charge = payments.charge_for(world, intent, method)
    payments.take(world, intent, charge)
    _, invoice = subscriptions.begin(world, session, card, intent)
    invoices.settle(world, invoice)
    sessions.complete(world, session, "paid")
    payments.book(world, charge)


def pay_later(world: World, session: Document, *, comes: bool) -> None:
    """A bank is asked: the subscription begins at once, its first money comes some days later or comes back."""
    customer = payments.customer_of(world, session)
    intent = payments.intent_of(world, session)
    intent["customer"] = customer
    behaviour = Behaviour.OK if comes else Behaviour.GENERIC_DECLINE
    account = cards.attach(world, customer, debit_kind(session["currency"]), behaviour=behaviour)
    _, invoice = subscriptions.begin(world, session, account, intent)
    invoice["_sandbox"]["session"] = session["id"]
    invoice["attempt_count"] = 1
    collecting.send(world, world.store.put(invoice), intent, account)
    sessions.complete(world, session, "unpaid")
