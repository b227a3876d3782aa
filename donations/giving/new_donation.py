"""Every donation begins here: its row, the first row of its history, and its share for a fund.

The only place that makes a `Donation`: a new column, or a rule about new rows, is one edit.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol
from uuid import UUID

from donations.core.database import session
from donations.core.money import Money
from donations.giving.models import Allocation, Donation, DonationHistory
from donations.giving.states import DonationStatus
from donations.supporters.queries import email_key

# What a second payment of a donation shares with the first: everything the donor said.
_COPIED = (
    "donor_name printed_name donor_email email_key donor_address language message is_message_hidden is_anonymous "
    "campaign_id placement privacy_version terms_version frequency started_at"
).split()


class GivenBy(Protocol):
    """Who gives, as a form, a file, staff or the provider says. The e-mail address may be empty."""

    @property
    def name(self) -> str: ...
    @property
    def email(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def address(self) -> Mapping[str, str] | None: ...


def new_donation(donor: GivenBy, amount: Money, **facts: Any) -> Donation:
    """Not in the session yet. `facts`: the other columns, by name."""
    return Donation(
        amount=amount,
        donor_name=donor.name,
        donor_email=donor.email.strip(),
        email_key=email_key(donor.email),
        donor_address=dict(donor.address) if donor.address else None,
        language=donor.language,
        **facts,
    )


def second_donation(first: Donation, amount: Money) -> Donation:
    """For a second payment of `first`: given by the same person, for the same."""
    return Donation(amount=amount, origin_id=first.id, **{name: getattr(first, name) for name in _COPIED})


def begin(started: Iterable[tuple[Donation, UUID]], *, because: UUID | None = None) -> None:
    """Each donation with the fund it is for, in the caller's transaction. `because`: the event that reported them."""
    rows = [*started]
    session.add_all(donation for donation, _fund_id in rows)
    session.flush()  # the rows below name their ids
    for donation, fund_id in rows:
        history = {"was": None, "became": DonationStatus.STARTED, "event_id": because}
        session.add(DonationHistory(donation_id=donation.id, **history))
        session.add(Allocation(donation_id=donation.id, fund_id=fund_id, amount=donation.amount))
    session.flush()
