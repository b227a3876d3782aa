"""Another card is given on the page of a checkout in ``setup`` mode: kept for later, nothing is paid."""

from donations.sandbox.payments import methods as cards
from donations.sandbox.payments.methods import payment_method
from donations.sandbox.shapes import new_setup
from donations.sandbox.store import Document
from donations.sandbox.world import World


def begin(world: World, session: Document) -> None:
    """The SetupIntent is there from the start."""
    requested = session["_sandbox"]["setup"]
    setup = new_setup(
        world.new_id("seti"),
        world.now(),
        customer=session["customer"],
        description=requested.get("description"),
        metadata=requested.get("metadata", {}),
    )
    session["setup_intent"] = setup["id"]
    world.emit("setup_intent.created", world.store.put(setup))


def save(world: World, session: Document) -> None:
    """The card is good: it belongs to the customer from now on. What is collected from it is another question."""
    setup = world.need("setup_intent", session["setup_intent"])
    card = cards.another(world, session["customer"])
    setup |= {"last_setup_error": None, "payment_method": card["id"], "status": "succeeded"}
    world.emit("setup_intent.succeeded", world.store.put(setup))


def refuse(world: World, session: Document) -> None:
    """The bank does not know the card. The visitor may try again."""
    setup = world.need("setup_intent", session["setup_intent"])
    setup["last_setup_error"] = {
        "code": "card_declined",
        "decline_code": "generic_decline",
        "doc_url": "https://docs.stripe.com/error-codes/card-declined",
        "message": "Your card was declined.",
        "payment_method": payment_method(world.new_id("pm"), world.now()),
        "type": "card_error",
    }
    world.emit("setup_intent.setup_failed", world.store.put(setup))


def cancel(world: World, session: Document) -> None:
    """The session is over, and with it what it was for."""
    setup = world.need("setup_intent", session["setup_intent"])
    setup |= {"cancellation_reason": "abandoned", "status": "canceled"}
    world.emit("setup_intent.canceled", world.store.put(setup))
