"""One form makes at most one donation; what comes next depends on what it made before."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from donations.core import clock as our_clock
from donations.core.database import session, transaction
from donations.core.money import Money
from donations.giving.models import Donation
from donations.giving.start.checkout_attempts import record_found, record_opened, record_refused
from donations.giving.start.start_donation import (
    AskWhetherAgain,
    Donor,
    ExpireFirst,
    Finished,
    FormUsedUp,
    OpenCheckout,
    ReturnToCheckout,
)
from donations.giving.states import DonationStatus
from donations.payments.gateway import Checkout, CheckoutLine, CheckoutStatus
from tests.giving.forms import form, last_attempt, only_donation, step

pytestmark = pytest.mark.usefixtures("inside")


def opens(session_id: str = "cs_1") -> None:
    """The provider has answered: the page of the last attempt is there."""
    attempt_id = last_attempt().id
    with transaction():
        record_opened(attempt_id, Checkout(session_id, CheckoutStatus.OPEN, f"https://pay.example/{session_id}"))


def finds(status: CheckoutStatus) -> None:
    """The provider was asked what became of the last attempt's page."""
    attempt_id = last_attempt().id
    with transaction():
        record_found(attempt_id, Checkout("cs_1", status, None))


def is_now(status: DonationStatus) -> None:
    donation_id = only_donation().id
    with transaction():
        session.get_one(Donation, donation_id).advance(status)


def test_a_fresh_form_writes_the_donation_and_asks_for_a_page() -> None:
    assert step() == OpenCheckout(last_attempt().id)

    donation = only_donation()
    assert (donation.status, donation.amount, donation.ticket) == ("started", Money(5000, "PLN"), "a ticket")
    assert [share.amount for share in donation.allocations] == [donation.amount]


def test_the_same_form_again_before_the_provider_answered_asks_with_the_same_attempt() -> None:
    first = step()

    assert step() == first
    assert last_attempt().number == 1


def test_the_same_form_again_returns_to_its_page() -> None:
    step()
    opens()

    assert step() == ReturnToCheckout(last_attempt().id, "cs_1")


def test_an_attempt_too_old_to_be_asked_for_again_is_replaced(clock: time_machine.Traveller) -> None:
    step()
    clock.shift(timedelta(minutes=30))
    step()

    assert last_attempt().number == 2
    assert last_attempt().expires_at > our_clock.now() + timedelta(minutes=59)


def test_an_attempt_the_provider_refused_is_replaced() -> None:
    step()
    attempt_id = last_attempt().id
    with transaction():
        record_refused(attempt_id)

    assert step() == OpenCheckout(last_attempt().id)
    assert last_attempt().number == 2


@pytest.mark.parametrize(
    "changed",
    [
        {"minor": 10000},
        {"currency": "EUR"},
        {"donor": Donor("Kim Nowak", "other@example.org", "en")},
        {"donor": Donor("Kim Nowak", "kim@example.org", "pl")},
        {"lines": (CheckoutLine("Gift: another fund", Money(5000, "PLN")),)},
    ],
    ids=["amount", "currency", "address", "language", "fund"],
)
def test_a_page_that_would_say_something_else_is_ended_first(changed: dict[str, Any]) -> None:
    step()
    opens()
    first = last_attempt().id

    assert step(**changed) == ExpireFirst(first, "cs_1")
    assert only_donation().amount == Money(5000, "PLN")
    finds(CheckoutStatus.EXPIRED)
    assert step(**changed) == OpenCheckout(last_attempt().id)
    assert only_donation().amount == form(**changed).amount == last_attempt().amount


def test_what_the_page_does_not_show_changes_the_donation_and_keeps_the_page() -> None:
    step()
    opens()

    assert step(message="More words", is_anonymous=True) == ReturnToCheckout(last_attempt().id, "cs_1")
    assert (only_donation().message, only_donation().is_anonymous) == ("More words", True)


def test_a_page_that_turns_out_paid_ends_the_way_and_keeps_its_amount() -> None:
    step()
    opens()
    step(minor=10000)
    finds(CheckoutStatus.COMPLETE)

    assert step(minor=10000) == Finished(only_donation().id)
    assert only_donation().amount == Money(5000, "PLN")
    assert last_attempt().superseded_at is None


@pytest.mark.parametrize("status", [DonationStatus.EXPIRED, DonationStatus.FAILED])
def test_a_form_whose_donation_came_to_nothing_is_used_up(status: DonationStatus) -> None:
    step()
    is_now(status)

    assert step() == FormUsedUp()


def test_a_form_whose_donation_is_on_its_way_leads_to_the_thank_you_page() -> None:
    step()
    is_now(DonationStatus.PROCESSING)

    assert step(minor=99900) == Finished(only_donation().id)
    assert only_donation().amount == Money(5000, "PLN")


def test_another_form_for_the_same_donation_asks_first() -> None:
    step()

    assert step("another ticket") == AskWhetherAgain(only_donation().id)
    assert isinstance(step("another ticket", is_confirmed=True), OpenCheckout)


def test_another_form_for_another_donation_asks_nothing() -> None:
    step()

    assert isinstance(step("another ticket", 6000), OpenCheckout)
    assert isinstance(step("a third ticket", currency="EUR"), OpenCheckout)
