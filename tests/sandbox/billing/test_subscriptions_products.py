"""Products and prices: an id of one's own is taken once."""

import pytest
import stripe

from donations.sandbox.sandbox import Sandbox
from tests.sandbox.regular import FUND, ask_for, client, price


def test_a_product_has_the_id_it_was_given(sandbox: Sandbox) -> None:
    api = client(sandbox)
    assert api.products.create({"id": FUND, "name": "Fundusz", "metadata": {"a": "b"}}).id == FUND
    assert api.products.retrieve(FUND).metadata["a"] == "b"
    assert api.products.create({"name": "Another"}).id.startswith("prod_sandbox_")


def test_an_id_is_taken_once(sandbox: Sandbox) -> None:
    api = client(sandbox)
    api.products.create({"id": FUND, "name": "Fundusz"})
    with pytest.raises(stripe.InvalidRequestError) as refused:
        api.products.create({"id": FUND, "name": "Another name"})
    assert refused.value.code == "resource_already_exists"
    assert api.products.retrieve(FUND).name == "Fundusz"


def test_no_product_takes_the_id_of_something_else(sandbox: Sandbox) -> None:
    session_id = ask_for(sandbox)["id"]
    with pytest.raises(stripe.InvalidRequestError):
        client(sandbox).products.create({"id": session_id, "name": "Fundusz"})
    assert sandbox.find(session_id)["object"] == "checkout.session"


@pytest.mark.parametrize(
    "changed",
    [
        {"product": "fund_nobody_made"},
        {"unit_amount": 199},
        {"currency": "xyz"},
        {"recurring": {"interval": "fortnight"}},
        {"recurring": {"interval": "month", "interval_count": 37}},
        {"recurring": {"interval": "month", "interval_count": 0}},
        {"recurring": {"interval_count": 1}},
    ],
)
def test_a_price_stripe_would_refuse_begins_nothing(sandbox: Sandbox, changed: dict[str, object]) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        ask_for(sandbox, price=price() | changed)
    assert sandbox.all("checkout.session") == []
