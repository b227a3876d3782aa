"""Plans changed and cancelled over the API."""

from datetime import timedelta
from typing import Any

import pytest
import stripe

from donations.sandbox.sandbox import Sandbox
from tests.sandbox.helpers import types_of
from tests.sandbox.regular import begun, client, days_of, invoices_of, item_of, price, reported_since

pytestmark = pytest.mark.usefixtures("clock")  # from November: the months ahead have 30 and 31 days
DAY = 86_400
MONTH = timedelta(days=31, hours=2)


def update(sandbox: Sandbox, subscription_id: str, **changed: Any) -> dict[str, Any]:
    answer: dict[str, Any] = client(sandbox).subscriptions.update(subscription_id, changed).to_dict()
    return answer


def priced(sandbox: Sandbox, subscription_id: str, amount: int, **recurring: Any) -> dict[str, Any]:
    item = {"id": item_of(sandbox, subscription_id)["id"], "price_data": price(amount, **recurring)}
    return {"items": [item], "proration_behavior": "none"}


def test_another_amount_is_collected_from_the_next_time_on(sandbox: Sandbox) -> None:
    subscription_id = begun(sandbox)
    before, shown = days_of(sandbox, subscription_id), len(sandbox.events())
    update(sandbox, subscription_id, **priced(sandbox, subscription_id, 7000))
    assert reported_since(sandbox, shown) == ["price.created", "customer.subscription.updated"]
    assert days_of(sandbox, subscription_id) == before
    sandbox.advance(MONTH)
    assert [each["amount_paid"] for each in invoices_of(sandbox, subscription_id)] == [5000, 7000]


def test_another_rhythm_begins_and_is_paid_at_once(sandbox: Sandbox) -> None:
    subscription_id = begun(sandbox)
    sandbox.advance(timedelta(days=5))
    update(sandbox, subscription_id, **priced(sandbox, subscription_id, 20000, interval="year"))
    last = invoices_of(sandbox, subscription_id)[-1]
    assert (last["billing_reason"], last["status"], last["amount_paid"]) == ("subscription_update", "paid", 20000)
    item = item_of(sandbox, subscription_id)
    assert item["current_period_end"] - item["current_period_start"] in (365 * DAY, 366 * DAY)


def test_a_trial_moves_the_next_day_and_writes_an_invoice_over_nothing(sandbox: Sandbox) -> None:
    subscription_id = begun(sandbox)
    day = sandbox.world.now() + 45 * DAY
    changed = update(sandbox, subscription_id, trial_end=day, proration_behavior="none")
    assert (changed["status"], changed["items"]["data"][0]["current_period_end"]) == ("trialing", day)
    nothing = invoices_of(sandbox, subscription_id)[-1]
    assert (nothing["amount_due"], nothing["status"], nothing["billing_reason"]) == (0, "paid", "subscription_update")
    sandbox.advance(timedelta(days=43))
    assert types_of(sandbox)[-1] == "customer.subscription.trial_will_end"
    sandbox.advance(timedelta(days=3))
    last = invoices_of(sandbox, subscription_id)[-1]
    assert (last["amount_paid"], last["lines"]["data"][0]["period"]["start"]) == (5000, day)
    assert sandbox.find(subscription_id)["status"] == "active"


def test_another_rhythm_may_wait_for_the_end_of_the_period(sandbox: Sandbox) -> None:
    subscription_id = begun(sandbox)
    day = item_of(sandbox, subscription_id)["current_period_end"]
    changes = priced(sandbox, subscription_id, 20000, interval="year")
    update(sandbox, subscription_id, trial_end=day, **changes)
    sandbox.advance(MONTH)
    assert [each["amount_paid"] for each in invoices_of(sandbox, subscription_id)] == [5000, 0, 20000]


def test_a_pause_voids_what_falls_into_it_and_ends_by_itself(sandbox: Sandbox) -> None:
    subscription_id = begun(sandbox)
    until = sandbox.world.now() + 40 * DAY
    update(sandbox, subscription_id, pause_collection={"behavior": "void", "resumes_at": until})
    before = len(sandbox.events())
    sandbox.advance(MONTH)
    voided = ["invoice.created", "customer.subscription.updated", "payment_intent.created", "invoice.finalized"]
    assert reported_since(sandbox, before) == [*voided, "payment_intent.canceled", "invoice.voided"]
    assert sandbox.find(subscription_id)["status"] == "active"
    sandbox.advance(timedelta(days=10))
    assert sandbox.find(subscription_id)["pause_collection"] is None
    sandbox.advance(MONTH)
    assert [each["status"] for each in invoices_of(sandbox, subscription_id)] == ["paid", "void", "paid"]


def test_a_pause_may_be_ended_early(sandbox: Sandbox) -> None:
    subscription_id = begun(sandbox)
    update(sandbox, subscription_id, pause_collection={"behavior": "void"})
    assert update(sandbox, subscription_id, pause_collection="")["pause_collection"] is None
    sandbox.advance(MONTH)
    assert invoices_of(sandbox, subscription_id)[-1]["status"] == "paid"


def test_a_donation_may_end_with_its_period_or_go_on_after_all(sandbox: Sandbox) -> None:
    ending, going_on = begun(sandbox), begun(sandbox)
    for subscription_id in (ending, going_on):
        changed = update(sandbox, subscription_id, cancel_at_period_end=True)
        assert changed["cancel_at"] == item_of(sandbox, subscription_id)["current_period_end"]
    assert update(sandbox, going_on, cancel_at_period_end=False)["cancel_at"] is None
    sandbox.advance(MONTH)
    assert [sandbox.find(each)["status"] for each in (ending, going_on)] == ["canceled", "active"]
    assert len(sandbox.events("customer.subscription.deleted")) == 1


def test_a_donation_is_cancelled_once_and_for_all(sandbox: Sandbox) -> None:
    subscription_id, api = begun(sandbox), client(sandbox)
    ended = api.subscriptions.cancel(subscription_id, {"cancellation_details": {"comment": "moved away"}})
    assert (ended.status, ended.cancellation_details.reason) == ("canceled", "cancellation_requested")
    with pytest.raises(stripe.InvalidRequestError) as gone:
        api.subscriptions.cancel(subscription_id)
    assert gone.value.code == "resource_missing"
    with pytest.raises(stripe.InvalidRequestError) as closed:
        update(sandbox, subscription_id, cancel_at_period_end=True)
    assert closed.value.code == "invalid_canceled_subscription_fields"
    assert update(sandbox, subscription_id, metadata={"after": "wards"})["metadata"]["after"] == "wards"


def test_metadata_is_changed_key_by_key(sandbox: Sandbox) -> None:
    subscription_id = begun(sandbox)
    assert update(sandbox, subscription_id, metadata={"reference": "", "more": "1"})["metadata"] == {
        "installation": "installation-1",
        "more": "1",
    }
    assert update(sandbox, subscription_id, metadata="")["metadata"] == {}


def test_another_card_is_collected_from(sandbox: Sandbox) -> None:
    subscription_id, stranger = begun(sandbox), begun(sandbox)
    foreign = sandbox.find(stranger)["default_payment_method"]
    with pytest.raises(stripe.InvalidRequestError, match="attached to the customer"):
        update(sandbox, subscription_id, default_payment_method=foreign)


@pytest.mark.parametrize(
    "changed",
    [
        {"made_up": "1"},
        {"trial_end": 1},
        {"trial_end": 99_999_999_999},
        {"pause_collection": {"behavior": "void", "resumes_at": 5}},
        {"pause_collection": {"resumes_at": 99_999_999_999}},
        {"pause_collection": {"behavior": "sleep"}},
        {"default_payment_method": "pm_nobody"},
        {"description": "x" * 501},
        {"metadata": {"a": "x" * 501}},
        {"cancel_at_period_end": "maybe"},
    ],
)
def test_what_stripe_would_refuse_changes_nothing(sandbox: Sandbox, changed: dict[str, Any]) -> None:
    subscription_id = begun(sandbox)
    before = sandbox.find(subscription_id)
    with pytest.raises(stripe.InvalidRequestError):
        update(sandbox, subscription_id, **changed)
    assert sandbox.find(subscription_id) == before


def test_a_currency_is_for_ever(sandbox: Sandbox) -> None:
    subscription_id = begun(sandbox)
    item = {"id": item_of(sandbox, subscription_id)["id"], "price_data": price(currency="eur")}
    with pytest.raises(stripe.InvalidRequestError, match="expected currency"):
        update(sandbox, subscription_id, items=[item], proration_behavior="none")


def test_prorations_are_not_modelled(sandbox: Sandbox) -> None:
    subscription_id = begun(sandbox)
    changes = priced(sandbox, subscription_id, 7000)
    with pytest.raises(stripe.APIError, match="not modelled"):
        update(sandbox, subscription_id, items=changes["items"])
