"""A page where another card is given: it is kept, and nothing is paid."""

from datetime import timedelta
from typing import Any

import pytest
import stripe

from donations.sandbox.errors import Fault
from donations.sandbox.sandbox import Sandbox
from tests.sandbox.helpers import FORM, THANKS
from tests.sandbox.regular import OURS, ask_for_card, begun, client, reported_since


def test_a_new_card_is_kept_with_its_owner(sandbox: Sandbox) -> None:
    subscription_id = begun(sandbox)
    before = len(sandbox.events())
    session_id = ask_for_card(sandbox, subscription_id)
    assert sandbox.choose(session_id, "saved") == THANKS
    shown = ["setup_intent.created", "payment_method.attached", "setup_intent.succeeded", "checkout.session.completed"]
    assert reported_since(sandbox, before) == shown
    session = sandbox.find(session_id)
    setup = client(sandbox).setup_intents.retrieve(session["setup_intent"]).to_dict()
    assert (session["payment_status"], setup["status"], setup["metadata"]) == ("no_payment_required", "succeeded", OURS)
    card = sandbox.find(setup["payment_method"])
    assert (card["customer"], card["card"]["last4"]) == (sandbox.find(subscription_id)["customer"], "4444")


def test_the_new_card_is_collected_from_once_it_is_told_to_be(sandbox: Sandbox) -> None:
    subscription_id = begun(sandbox)
    old = sandbox.find(subscription_id)["default_payment_method"]
    session_id = ask_for_card(sandbox, subscription_id)
    sandbox.choose(session_id, "saved")
    assert sandbox.find(subscription_id)["default_payment_method"] == old
    new = sandbox.find(sandbox.find(session_id)["setup_intent"])["payment_method"]
    client(sandbox).subscriptions.update(subscription_id, {"default_payment_method": new})
    sandbox.advance(timedelta(days=32))
    assert sandbox.all("charge")[-1]["payment_method"] == new


def test_a_declined_card_leaves_the_page_open(sandbox: Sandbox) -> None:
    session_id = ask_for_card(sandbox, begun(sandbox))
    assert sandbox.choose(session_id, "declined") == sandbox.find(session_id)["url"]
    setup = sandbox.find(sandbox.find(session_id)["setup_intent"])
    assert setup["last_setup_error"]["code"] == "card_declined"
    assert sandbox.choose(session_id, "saved") == THANKS


def test_going_back_keeps_nothing(sandbox: Sandbox) -> None:
    session_id = ask_for_card(sandbox, begun(sandbox))
    assert sandbox.choose(session_id, "abandon") == FORM
    sandbox.advance(timedelta(days=2))
    assert sandbox.find(sandbox.find(session_id)["setup_intent"])["status"] == "canceled"
    assert len(sandbox.all("payment_method")) == 1


def test_nobody_pays_on_a_page_for_a_card(sandbox: Sandbox) -> None:
    session_id = ask_for_card(sandbox, begun(sandbox))
    for outcome in ("paid", "three_d_secure", "settles_later"):
        with pytest.raises(Fault):
            sandbox.choose(session_id, outcome)


@pytest.mark.parametrize("left_out", ["currency", "success_url"])
def test_a_page_for_a_card_needs_its_currency_and_a_way_on(sandbox: Sandbox, left_out: str) -> None:
    requested: dict[str, Any] = {"mode": "setup", "currency": "pln", "success_url": THANKS}
    del requested[left_out]
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client(sandbox).checkout.sessions.create(requested)
    assert refused.value.param == left_out
