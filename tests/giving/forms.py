"""What a visitor's form said, for the tests of this folder."""

from typing import Any

from sqlalchemy import select

from donations.core.database import session, transaction
from donations.core.money import Money
from donations.funds.models import Fund
from donations.giving.models import CheckoutAttempt, Donation
from donations.giving.start.start_donation import Donor, NewDonation, Step, start_donation
from donations.payments.gateway import CheckoutLine


def form(ticket: str = "a ticket", minor: int = 5000, **changed: Any) -> NewDonation:
    """50 zł from Kim; `changed` fields replace the usual ones. Read inside an application context."""
    donation = Money(minor, changed.pop("currency", "PLN"))
    usual: dict[str, Any] = {
        "ticket": ticket,
        "donor": Donor("Kim Nowak", "kim@example.org", "en"),
        "lines": (CheckoutLine("Gift", donation),),
        "covered_costs": Money(0, donation.currency),
        "fund_id": session.scalars(select(Fund.id).order_by(Fund.position)).first(),
        "privacy_version": 1,
    }
    return NewDonation(**usual | changed)


def step(*given: Any, **changed: Any) -> Step:
    """What is to be done next when this form is sent."""
    new = form(*given, **changed)
    with transaction():
        return start_donation(new)


def last_attempt() -> CheckoutAttempt:
    """The newest attempt of all."""
    return session.scalars(select(CheckoutAttempt).order_by(CheckoutAttempt.id.desc())).first()  # type: ignore[return-value]  # there is one


def only_donation() -> Donation:
    """The one there is."""
    return session.scalars(select(Donation)).one()
