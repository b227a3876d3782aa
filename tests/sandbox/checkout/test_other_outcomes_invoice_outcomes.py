"""The hosted page of an invoice: a confirmation, another card, or nothing any more."""

from datetime import timedelta

import pytest

from donations.sandbox.errors import Fault
from donations.sandbox.sandbox import Sandbox
from tests.sandbox.helpers import types_of
from tests.sandbox.regular import begun, client, invoices_of

pytestmark = pytest.mark.usefixtures("clock")  # from November: the months ahead have 30 and 31 days
MONTH = timedelta(days=31, hours=2)


def unpaid(sandbox: Sandbox, behaviour: str) -> tuple[str, str]:
    """A plan and its second invoice, which was refused like this."""
    subscription_id = begun(sandbox)
    sandbox.set_card(subscription_id, behaviour)
    sandbox.advance(MONTH)
    return subscription_id, invoices_of(sandbox, subscription_id)[-1]["id"]


def test_a_confirmation_pays_with_the_same_card(sandbox: Sandbox) -> None:
    subscription_id, invoice_id = unpaid(sandbox, "authentication_required")
    sandbox.choose_on_invoice(invoice_id, "confirm")
    assert (sandbox.find(invoice_id)["status"], sandbox.find(subscription_id)["status"]) == ("paid", "active")
    assert len(sandbox.all("payment_method")) == 1
    secure = sandbox.all("charge")[-1]["payment_method_details"]["card"]["three_d_secure"]
    assert secure["result"] == "authenticated"


def test_another_card_pays_now_and_from_then_on(sandbox: Sandbox) -> None:
    subscription_id, invoice_id = unpaid(sandbox, "lost_card")
    sandbox.choose_on_invoice(invoice_id, "other_card")
    assert types_of(sandbox)[-1] == "customer.subscription.updated"
    sandbox.advance(MONTH)
    assert [each["status"] for each in invoices_of(sandbox, subscription_id)] == ["paid"] * 3


def test_another_card_may_be_declined_and_is_not_kept(sandbox: Sandbox) -> None:
    subscription_id, invoice_id = unpaid(sandbox, "insufficient_funds")
    sandbox.choose_on_invoice(invoice_id, "other_declined")
    assert types_of(sandbox)[-1] == "invoice.payment_failed"
    assert types_of(sandbox).count("payment_method.attached") == 1
    assert sandbox.find(invoice_id)["attempt_count"] == 1
    assert sandbox.find(subscription_id)["status"] == "past_due"


def test_nothing_is_confirmed_that_was_not_asked(sandbox: Sandbox) -> None:
    _, invoice_id = unpaid(sandbox, "insufficient_funds")
    with pytest.raises(Fault):
        sandbox.choose_on_invoice(invoice_id, "confirm")


@pytest.mark.parametrize("ending", ["paid", "void"])
def test_on_a_closed_page_nothing_happens(sandbox: Sandbox, ending: str) -> None:
    _, invoice_id = unpaid(sandbox, "insufficient_funds")
    if ending == "paid":
        sandbox.choose_on_invoice(invoice_id, "other_card")
    else:
        client(sandbox).invoices.void_invoice(invoice_id)
    before = len(sandbox.events())
    sandbox.choose_on_invoice(invoice_id, "other_card")
    assert (len(sandbox.events()), sandbox.find(invoice_id)["status"]) == (before, ending)
