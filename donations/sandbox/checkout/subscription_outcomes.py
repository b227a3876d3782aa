"""What a visitor chooses on the page of a checkout that begins a subscription, and what comes of it."""

from donations.sandbox.billing import collecting, invoices, subscriptions
from donations.sandbox.checkout import sessions
from donations.sandbox.payments import methods as cards
from donations.sandbox.payments import payments
from donations.sandbox.payments.methods import Behaviour, debit_kind
from donations.sandbox.store import Document
from donations.sandbox.world import World


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
