"""A card that does not pay: what is told, how often Stripe asks again, and what mends it."""

from datetime import timedelta
from itertools import pairwise

import pytest
import stripe

from donations.sandbox.payments.methods import Behaviour
from donations.sandbox.sandbox import Sandbox, Setup
from tests.sandbox.helpers import SECRET, types_of
from tests.sandbox.regular import begun, client, invoices_of

pytestmark = pytest.mark.usefixtures("clock")  # from November: the months ahead have 30 and 31 days
MONTH = timedelta(days=31, hours=2)
FAILED = ["charge.failed", "payment_intent.payment_failed"]
REFUSED = tuple(each for each in Behaviour if each is not Behaviour.OK)


@pytest.mark.parametrize("behaviour", REFUSED)
def test_each_refusal_has_its_words(sandbox: Sandbox, behaviour: Behaviour) -> None:
    subscription_id = begun(sandbox)
    sandbox.set_card(subscription_id, behaviour)
    sandbox.advance(MONTH)
    error = sandbox.events("payment_intent.payment_failed")[0]["data"]["object"]["last_payment_error"]
    own = {"expired_card": "expired_card", "authentication_required": "authentication_required"}
    assert (error["code"], error["decline_code"]) == (own.get(behaviour, "card_declined"), behaviour)
    assert error["payment_method"]["id"] == sandbox.find(subscription_id)["default_payment_method"]
    assert sandbox.find(subscription_id)["status"] == "past_due"


def test_a_failed_collection_is_told_and_tried_again_after_3_5_and_7_days(sandbox: Sandbox) -> None:
    subscription_id = begun(sandbox)
    sandbox.set_card(subscription_id, "insufficient_funds")
    sandbox.advance(timedelta(days=47))
    again = [*FAILED, "invoice.payment_failed"]
    assert types_of(sandbox)[-13:] == [*again, "customer.subscription.updated", *again, *again, *again]
    failures = sandbox.events("invoice.payment_failed")
    assert [event["data"]["object"]["attempt_count"] for event in failures] == [1, 2, 3, 4]
    moments = [event["created"] for event in failures]
    assert [(after - before) // 86_400 for before, after in pairwise(moments)] == [3, 5, 7]
    assert [event["data"]["object"]["next_payment_attempt"] for event in failures] == [*moments[1:], None]
    assert sandbox.find(subscription_id)["status"] == "past_due"


def test_stripes_own_tries_can_be_switched_off() -> None:
    sandbox = Sandbox(webhook_secret=SECRET, setup=Setup(retries=()))
    sandbox.set_card(begun(sandbox), "insufficient_funds")
    sandbox.advance(timedelta(days=50))
    (failed,) = sandbox.events("invoice.payment_failed")
    assert failed["data"]["object"]["next_payment_attempt"] is None
    sandbox.close()


def test_a_try_that_pays_makes_the_donation_active_again(sandbox: Sandbox) -> None:
    subscription_id = begun(sandbox)
    sandbox.set_card(subscription_id, "try_again_later")
    sandbox.advance(MONTH)
    sandbox.set_card(subscription_id, "ok")
    sandbox.advance(timedelta(days=3))
    assert sandbox.find(subscription_id)["status"] == "active"
    assert [each["status"] for each in invoices_of(sandbox, subscription_id)] == ["paid", "paid"]
    assert sandbox.all("invoice")[-1]["attempt_count"] == 2


def test_a_lost_card_is_not_asked_again_before_there_is_another(sandbox: Sandbox) -> None:
    subscription_id = begun(sandbox)
    sandbox.set_card(subscription_id, "lost_card")
    sandbox.advance(timedelta(days=35))
    assert types_of(sandbox).count("charge.failed") == 1
    assert invoices_of(sandbox, subscription_id)[-1]["attempt_count"] == 2


def test_a_bank_that_wants_a_confirmation_is_told_as_well(sandbox: Sandbox) -> None:
    subscription_id = begun(sandbox)
    sandbox.set_card(subscription_id, "authentication_required")
    sandbox.advance(MONTH)
    told = [*FAILED, "payment_intent.requires_action", "invoice.payment_action_required", "invoice.payment_failed"]
    assert types_of(sandbox)[-6:] == [*told, "customer.subscription.updated"]


def test_a_card_expires_by_itself(sandbox: Sandbox) -> None:
    subscription_id = begun(sandbox)
    now = sandbox.world.when(sandbox.world.now())
    sandbox.date_card(subscription_id, now.year, now.month)
    assert types_of(sandbox)[-1] == "payment_method.updated"
    sandbox.advance(timedelta(days=33))
    assert sandbox.events("charge.failed")[0]["data"]["object"]["failure_code"] == "expired_card"


def test_the_bank_replaces_a_card_and_tells(sandbox: Sandbox) -> None:
    subscription_id = begun(sandbox)
    sandbox.expire_card(subscription_id)
    sandbox.replace_card_by_bank(subscription_id)
    (told,) = sandbox.events("payment_method.automatically_updated")
    assert told["data"]["object"]["id"] == sandbox.find(subscription_id)["default_payment_method"]
    assert told["data"]["previous_attributes"]["card"]["last4"] == "4242"
    sandbox.advance(MONTH)
    assert invoices_of(sandbox, subscription_id)[-1]["status"] == "paid"
    assert sandbox.all("charge")[-1]["payment_method_details"]["card"]["last4"] == "0341"


def test_somebody_may_ask_out_of_turn_and_the_schedule_stays(sandbox: Sandbox) -> None:
    subscription_id = begun(sandbox)
    sandbox.set_card(subscription_id, "insufficient_funds")
    sandbox.advance(MONTH)
    failed = invoices_of(sandbox, subscription_id)[-1]
    with pytest.raises(stripe.CardError) as refused:
        client(sandbox).invoices.pay(failed["id"])
    error = refused.value.error
    assert error is not None
    assert (refused.value.http_status, error.code, error.decline_code) == (402, "card_declined", "insufficient_funds")
    again = invoices_of(sandbox, subscription_id)[-1]
    names = ("attempt_count", "next_payment_attempt")
    assert [again[name] for name in names] == [failed[name] for name in names]
    assert types_of(sandbox)[-3:] == [*FAILED, "invoice.payment_failed"]


def test_a_month_that_stays_unpaid_does_not_stop_the_next(sandbox: Sandbox) -> None:
    subscription_id = begun(sandbox)
    sandbox.set_card(subscription_id, "insufficient_funds")
    sandbox.advance(MONTH)
    sandbox.world.retries = ()
    sandbox.advance(timedelta(days=20))
    sandbox.set_card(subscription_id, "ok")
    sandbox.advance(timedelta(days=12))
    assert [each["status"] for each in invoices_of(sandbox, subscription_id)] == ["paid", "open", "paid"]
    assert sandbox.find(subscription_id)["status"] == "active"
