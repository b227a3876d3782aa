"""Which donation counts as "the same, just started"."""

from datetime import timedelta

import pytest
import time_machine

from donations.core import clock as our_clock
from donations.core.database import session, transaction
from donations.core.money import Money
from donations.giving.models import Donation
from donations.giving.queries import same_donation_just_started
from donations.giving.states import DonationStatus, Frequency
from tests.giving.forms import only_donation, step

pytestmark = pytest.mark.usefixtures("inside")
FIFTY = Money(5000, "PLN")


@pytest.fixture
def started(inside: None) -> None:
    step()


def found(email: str = "kim@example.org", amount: Money = FIFTY) -> bool:
    return same_donation_just_started(email, amount, Frequency.ONCE, our_clock.now()) is not None


@pytest.mark.usefixtures("started")
def test_only_the_same_address_amount_and_currency_are_the_same_donation() -> None:
    assert found()
    assert not found("other@example.org")
    assert not found(amount=Money(5001, "PLN"))
    assert not found(amount=Money(5000, "EUR"))


@pytest.mark.usefixtures("started")
def test_ten_minutes_are_just_now_and_a_second_more_is_not(clock: time_machine.Traveller) -> None:
    clock.shift(timedelta(minutes=9, seconds=59))
    assert found()
    clock.shift(timedelta(seconds=2))
    assert not found()


@pytest.mark.usefixtures("started")
@pytest.mark.parametrize("status", DonationStatus)
def test_a_donation_that_came_to_nothing_does_not_count(status: DonationStatus) -> None:
    donation_id = only_donation().id
    with transaction():
        session.connection().exec_driver_sql(CHECKS_ASIDE[session.get_bind().dialect.name])
        session.get_one(Donation, donation_id).status = status
        assert found() == (status not in (DonationStatus.EXPIRED, DonationStatus.FAILED))
        session.rollback()


CHECKS_ASIDE = {
    "sqlite": "PRAGMA ignore_check_constraints=ON",
    "postgresql": "ALTER TABLE donation DROP CONSTRAINT ck_donation_settled_at, "
    "DROP CONSTRAINT ck_donation_settled_supporter",
}
