"""What a visitor chooses on the sandbox's page in place of typing a card, and what comes of it at Stripe."""

from collections.abc import Callable
from enum import StrEnum

from donations.sandbox.checkout import other_outcomes as subscription_outcomes
from donations.sandbox.checkout import sessions, setups
from donations.sandbox.errors import Fault
from donations.sandbox.payments import payments
from donations.sandbox.payments.methods import Method, slow_kind
from donations.sandbox.store import Document
from donations.sandbox.world import World


class Outcome(StrEnum):
    """The buttons of the page."""

    PAID = "paid"  # the card pays at once
    DECLINED = "declined"  # the bank says no; the visitor may try again
    INSUFFICIENT_FUNDS = "insufficient_funds"  # the same, for want of money
    THREE_D_SECURE = "three_d_secure"  # the bank asks for a confirmation first
    CONFIRM = "confirm"  # … and gets it
    REFUSE = "refuse"  # … and does not
    SETTLES_LATER = "settles_later"  # finished; the money comes some days later
    FAILS_LATER = "fails_later"  # finished; the money never comes
    SAVED = "saved"  # where only a card is asked for: it is good and kept
    ABANDON = "abandon"  # back to where the visitor came from


_GENERIC = {
    "code": "card_declined",
    "decline_code": "generic_decline",
    "message": "Your card was declined.",
}
_NO_MONEY = {
    "code": "card_declined",
    "decline_code": "insufficient_funds",
    "message": "Your card has insufficient funds.",
}
_NOT_AUTHENTICATED = {
    "code": "payment_intent_authentication_failure",
    "message": "We are unable to authenticate your payment method. Please choose a different payment method.",
}
_NEVER_CAME = {
    "code": "payment_intent_payment_attempt_failed",
    "message": "The payment failed: the bank did not send the money.",
}


def choose(world: World, session_id: str, outcome: Outcome) -> str:
    """The visitor presses a button. Returns the address the browser goes to next."""
    session = world.need("checkout.session", session_id)
    if session["status"] == "complete":  # pressed twice: the first time counted
        return success_address(session)
    if session["status"] != "open":
        return _page(world, session)
    if outcome not in (MEANT_FOR_CARDS if session["mode"] == "setup" else MEANT_FOR_MONEY):
        raise Fault("Stripe sandbox: nobody is asked for that here.")
    return _DEEDS[outcome](world, session)


def tried(world: World, session: Document) -> Document | None:
    """The PaymentIntent or SetupIntent of a session, which tells how the last try ended."""
    if session["mode"] == "setup":
        return world.need("setup_intent", session["setup_intent"])
    return payments.tried(world, session)


def settle(world: World, session_id: str) -> None:
    """The money of a slow payment has come."""
    session, intent, charge = _awaited(world, session_id)
    if intent["status"] == "canceled":
        return
    payments.take(world, intent, charge)
    session["payment_status"] = "paid"
    world.emit("checkout.session.async_payment_succeeded", world.store.put(session))
    payments.book(world, charge)


def fail(world: World, session_id: str) -> None:
    """The money of a slow payment will not come."""
    session, intent, charge = _awaited(world, session_id)
    if intent["status"] == "canceled":
        return
    payments.refuse(world, intent, charge, dict(_NEVER_CAME))
    world.emit("checkout.session.async_payment_failed", session)


def _pay(world: World, session: Document, *, is_three_d_secure: bool = False) -> str:
    if session["mode"] == "subscription":
        subscription_outcomes.pay(world, session, is_three_d_secure=is_three_d_secure)
        return success_address(session)
    intent = _begin(world, session)
    method = Method("card", session["customer_email"], is_three_d_secure)
    charge = payments.charge_for(world, intent, method)
    payments.take(world, intent, charge)
    sessions.complete(world, session, "paid")
    payments.book(world, charge)
    return success_address(session)


def _decline(error: Document) -> Callable[[World, Document], str]:
    def deed(world: World, session: Document) -> str:
        if session["mode"] == "setup":
            setups.refuse(world, session)
            return _page(world, session)
        intent = payments.intent_of(world, session)
        charge = payments.charge_for(world, intent, Method("card", session["customer_email"]))
        payments.refuse(world, intent, charge, dict(error))
        return _page(world, session)

    return deed


def _ask_bank(world: World, session: Document) -> str:
    intent = payments.intent_of(world, session)
    intent["last_payment_error"] = None
    payments.ask_bank(world, intent, world.new_id("pm"), _page(world, session))
    return _page(world, session)


def _confirm(world: World, session: Document) -> str:
    _asked(world, session)
    return _pay(world, session, is_three_d_secure=True)


def _refuse(world: World, session: Document) -> str:
    payments.refuse(world, _asked(world, session), None, dict(_NOT_AUTHENTICATED))
    return _page(world, session)


def _later(action: str) -> Callable[[World, Document], str]:
    def deed(world: World, session: Document) -> str:
        if session["mode"] == "subscription":
            subscription_outcomes.pay_later(world, session, comes=action == "settle")
            return success_address(session)
        intent = _begin(world, session)
        method = Method(slow_kind(intent["currency"]), session["customer_email"])
        charge = payments.charge_for(world, intent, method, status="pending")
        payments.wait_for(world, intent, charge)
        sessions.complete(world, session, "unpaid")
        world.later(world.now() + int(world.settles_after.total_seconds()), action, session["id"])
        return success_address(session)

    return deed


def _save(world: World, session: Document) -> str:
    setups.save(world, session)
    sessions.complete(world, session, "no_payment_required")
    return success_address(session)


def _abandon(world: World, session: Document) -> str:
    return str(session["cancel_url"] or _page(world, session))


def _begin(world: World, session: Document) -> Document:
    """The visitor finishes: now the Customer is made, and the intent knows it."""
    customer = payments.customer_of(world, session)
    intent = payments.intent_of(world, session)
    intent["customer"] = customer
    return intent


def _asked(world: World, session: Document) -> Document:
    intent = payments.intent_of(world, session)
    if intent["status"] != "requires_action":
        raise Fault("Stripe sandbox: the bank has not been asked for a confirmation.")
    return intent


def _awaited(world: World, session_id: str) -> tuple[Document, Document, Document]:
    session = world.need("checkout.session", session_id)
    intent = world.need("payment_intent", session["payment_intent"])
    return session, intent, world.need("charge", intent["latest_charge"])


def success_address(session: Document) -> str:
    """Where a visitor goes who has finished."""
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])


def _page(world: World, session: Document) -> str:
    return f"{world.address}/c/pay/{session['id']}"


_DEEDS: dict[Outcome, Callable[[World, Document], str]] = {
    Outcome.PAID: _pay,
    Outcome.DECLINED: _decline(_GENERIC),
    Outcome.INSUFFICIENT_FUNDS: _decline(_NO_MONEY),
    Outcome.THREE_D_SECURE: _ask_bank,
    Outcome.CONFIRM: _confirm,
    Outcome.REFUSE: _refuse,
    Outcome.SETTLES_LATER: _later("settle"),
    Outcome.FAILS_LATER: _later("fail"),
    Outcome.SAVED: _save,
    Outcome.ABANDON: _abandon,
}
MEANT_FOR_CARDS = frozenset({Outcome.SAVED, Outcome.DECLINED, Outcome.ABANDON})
MEANT_FOR_MONEY = frozenset(Outcome) - {Outcome.SAVED}
