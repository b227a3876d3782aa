"""Every page a visitor can come to, in every state it can be in: each scene leads a window there."""

import json
from collections.abc import Callable
from typing import Any
from urllib.request import Request, urlopen

from donations.core import clock
from donations.sandbox.webhooks import signed
from tests.browser.live import until
from tests.browser.visitor import Visitor
from tests.browser.wire import Wire

Scene = Callable[[Visitor, Wire], None]
SCENES: dict[str, Scene] = {}


def scene(play: Scene) -> Scene:
    """The function's name is the scene's."""
    SCENES[play.__name__] = play
    return play


def page(name: str, path: str) -> None:
    """A scene that is nothing but an address."""
    SCENES[name] = lambda visitor, _wire: _go(visitor, f"{visitor.live.url}/{visitor.language}{path}")


page("form", "/give")
page("campaign", "/give/rivers")
page("privacy", "/privacy")
page("terms", "/terms")
page("not_found", "/nothing-here")
page("check", "/receipts/check")
page("check_unknown", "/receipts/check?number=D/2026/000001&code=7KQ4-M2XF")


@scene
def article(visitor: Visitor, _wire: Wire) -> None:
    _go(visitor, visitor.live.article(visitor.language))


@scene
def errors(visitor: Visitor, _wire: Wire) -> None:
    visitor.opens_form()
    visitor.named("amount_other").fill("0")
    visitor.named("email").fill("zofia")
    visitor.sends()


@scene
def preview(visitor: Visitor, _wire: Wire) -> None:
    visitor.opens_form()
    visitor.named("amount_other").fill("12,50")
    visitor.named("cover_costs").check()
    # The button is for browsers without script, in which axe cannot run.
    with visitor.page.expect_navigation():
        visitor.page.locator("[name=action][value=preview]").evaluate("button => button.form.requestSubmit(button)")


@scene
def unreachable(visitor: Visitor, _wire: Wire) -> None:
    visitor.opens_form()
    visitor.fills_in()
    visitor.live.steer("fail", count=3, kind="unreachable", path="checkout/sessions")
    visitor.sends()


@scene
def too_many(visitor: Visitor, wire: Wire) -> None:
    for _ in range(2):
        _go(visitor, f"{wire.impatient}/{visitor.language}/give")
        visitor.sends()


@scene
def started_already(visitor: Visitor, _wire: Wire) -> None:
    visitor.begins()
    visitor.opens_form("?currency=PLN&amount=50")
    visitor.fills_in()
    visitor.sends()


@scene
def turned_back(visitor: Visitor, wire: Wire) -> None:
    session_id = wire.begins(visitor.language, visitor.who)
    _go(visitor, visitor.live.ask_stripe(f"checkout/sessions/{session_id}")["cancel_url"])


@scene
def started(visitor: Visitor, wire: Wire) -> None:
    _thanks(visitor, wire, wire.begins(visitor.language, visitor.who), "started")


@scene
def processing(visitor: Visitor, wire: Wire) -> None:
    session_id = wire.begins(visitor.language, visitor.who)
    wire.pays(session_id, "settles_later")
    _thanks(visitor, wire, session_id, "processing")


@scene
def received(visitor: Visitor, wire: Wire) -> None:
    visitor.who, session_id = wire.given(visitor.language)
    _thanks(visitor, wire, session_id, "settled")


@scene
def given_back(visitor: Visitor, wire: Wire) -> None:
    visitor.who, session_id = wire.given(visitor.language, is_given_back=True)
    _thanks(visitor, wire, session_id, "settled")


@scene
def failed(visitor: Visitor, wire: Wire) -> None:
    session_id = wire.begins(visitor.language, visitor.who)
    wire.pays(session_id, "fails_later")
    visitor.live.steer("advance", seconds=61)
    _thanks(visitor, wire, session_id, "failed")


@scene
def expired(visitor: Visitor, wire: Wire) -> None:
    session_id = wire.begins(visitor.language, visitor.who)
    visitor.live.ask_stripe(f"checkout/sessions/{session_id}/expire", "")
    _thanks(visitor, wire, session_id, "expired")


@scene
def held(visitor: Visitor, wire: Wire) -> None:
    """More was taken than was asked for."""
    session_id = wire.begins(visitor.language, visitor.who)
    session = visitor.live.ask_stripe(f"checkout/sessions/{session_id}")
    paid = {"status": "complete", "payment_status": "paid", "payment_intent": f"pi_{session_id}"}
    _tell(visitor, {**session, **paid, "amount_total": session["amount_total"] + 1})
    _thanks(visitor, wire, session_id, "processing")


@scene
def receipt(visitor: Visitor, wire: Wire) -> None:
    _go(visitor, wire.receipt_link(wire.given(visitor.language)[0]))


@scene
def receipt_void(visitor: Visitor, wire: Wire) -> None:
    _go(visitor, wire.receipt_link(wire.given(visitor.language, is_given_back=True)[0]))


@scene
def check_valid(visitor: Visitor, wire: Wire) -> None:
    visitor.who, _ = wire.given(visitor.language)
    _check(visitor)


@scene
def check_void(visitor: Visitor, wire: Wire) -> None:
    visitor.who, _ = wire.given(visitor.language, is_given_back=True)
    _check(visitor)


@scene
def payment_page(visitor: Visitor, wire: Wire) -> None:
    _pay_page(visitor, wire.begins(visitor.language, visitor.who, cover_costs="y"))


@scene
def payment_declined(visitor: Visitor, wire: Wire) -> None:
    session_id = wire.begins(visitor.language, visitor.who)
    wire.pays(session_id, "declined")
    _pay_page(visitor, session_id)


@scene
def payment_confirmed_at_the_bank(visitor: Visitor, wire: Wire) -> None:
    session_id = wire.begins(visitor.language, visitor.who)
    wire.pays(session_id, "three_d_secure")
    _pay_page(visitor, session_id)


@scene
def payment_finished(visitor: Visitor, wire: Wire) -> None:
    session_id = wire.begins(visitor.language, visitor.who)
    wire.pays(session_id)
    _pay_page(visitor, session_id)


@scene
def payment_missing(visitor: Visitor, _wire: Wire) -> None:
    _pay_page(visitor, f"cs_test_none?language={visitor.language}")


def _go(visitor: Visitor, address: str) -> None:
    visitor.page.goto(address)


def _pay_page(visitor: Visitor, session_id: str) -> None:
    _go(visitor, f"{visitor.live.sandbox_url}/c/pay/{session_id}")


def _thanks(visitor: Visitor, wire: Wire, session_id: str, status: str) -> None:
    until(lambda: [donation for donation in visitor.live.donations_of(visitor.who) if donation["status"] == status])
    _go(visitor, wire.thanks(session_id))


def _receipt_of(visitor: Visitor) -> dict[str, Any]:
    query = (
        "SELECT receipt.number, receipt.check_code FROM receipt JOIN receipt_gift ON receipt.id = receipt_id"
        " JOIN donation ON donation.id = donation_id WHERE donor_email = ?"
    )
    return visitor.live.rows(query, visitor.who.email)[0]


def _check(visitor: Visitor) -> None:
    found = _receipt_of(visitor)
    _go(visitor, f"{visitor.live.url}/{visitor.language}/receipts/check")
    visitor.page.locator("#number").fill(found["number"])
    visitor.page.locator("#code").fill(found["check_code"])
    visitor.page.locator("main [type=submit]").click()


def _tell(visitor: Visitor, session: dict[str, Any]) -> None:
    """A webhook as the provider signs it."""
    now = int(clock.now().timestamp())
    event = {
        "id": f"evt_{session['id']}",
        "object": "event",
        "type": "checkout.session.completed",
        "api_version": None,
        "account": None,
        "created": now,
        "livemode": False,
        "data": {"object": session},
    }
    body, headers = signed(json.loads(json.dumps(event)), visitor.live.webhook_secret(), now)
    with urlopen(Request(f"{visitor.live.url}/webhooks/stripe", body, headers), timeout=10) as answer:
        assert answer.status == 200
