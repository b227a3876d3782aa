"""A form is sent: one form makes at most one donation, and what to do next depends on what it made before.

The caller does the returned step and asks again until the step is a place to send the visitor to
(`web/public/checkout.py`). All network is the caller's, outside the transaction.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from donations.core import clock
from donations.core.database import lock_words, session
from donations.core.money import Money
from donations.giving.models import CheckoutAttempt, Donation
from donations.giving.new_donation import begin, new_donation
from donations.giving.queries import latest_attempt, locked_donation_by_ticket, same_donation_just_started
from donations.giving.states import DonationStatus, Frequency
from donations.payments.gateway import CheckoutLine
from donations.supporters.queries import email_key


@dataclass(frozen=True, slots=True)
class Donor:
    """Who gives, as they wrote it."""

    name: str
    email: str
    language: str
    address: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class NewDonation:
    """`lines` are what the payment page shows; their sum is what is charged. `covered_costs` is part of it.

    A plan has one line: the provider collects it as one sum.
    """

    ticket: str
    donor: Donor
    lines: tuple[CheckoutLine, ...]
    covered_costs: Money
    fund_id: UUID
    privacy_version: int
    campaign_id: UUID | None = None
    placement: str | None = None
    message: str | None = None
    is_anonymous: bool = False
    newsletter_wording: str | None = None
    frequency: Frequency = Frequency.ONCE
    terms_version: int | None = None  # None: there were none
    is_confirmed: bool = False  # the visitor was asked "again?" and said yes

    @property
    def amount(self) -> Money:
        """What is charged."""
        total = self.lines[0].amount
        for line in self.lines[1:]:
            total += line.amount
        return total


ATTEMPT_LASTS = timedelta(minutes=60)
# The provider wants at least 30 minutes between now and the end of a page.
_SHORTEST_ASKABLE = timedelta(minutes=31)


@dataclass(frozen=True, slots=True)
class OpenCheckout:
    """Ask the provider for the page of this attempt (again, when it did not answer)."""

    attempt_id: UUID


@dataclass(frozen=True, slots=True)
class ReturnToCheckout:
    """The same donation once more: its page is there, if it is still open."""

    attempt_id: UUID
    session_id: str


@dataclass(frozen=True, slots=True)
class ExpireFirst:
    """The donation was changed: nobody may pay the old page any more before there is a new one."""

    attempt_id: UUID
    session_id: str


@dataclass(frozen=True, slots=True)
class AskWhetherAgain:
    """Another form started the same donation a moment ago."""

    earlier_id: UUID


@dataclass(frozen=True, slots=True)
class Finished:
    """The visitor has paid for this form, or is done with it: the thank-you page tells the rest."""

    donation_id: UUID


@dataclass(frozen=True, slots=True)
class FormUsedUp:
    """This form's donation ended without money: a fresh ticket makes a fresh one."""


Step = OpenCheckout | ReturnToCheckout | ExpireFirst | AskWhetherAgain | Finished | FormUsedUp


def start_donation(new: NewDonation) -> Step:
    """Write what the form says and return the next step. Two sendings of one form at once wait for each other."""
    lock_words("ticket", new.ticket)
    donation = locked_donation_by_ticket(new.ticket)
    if donation:
        return _go_on(donation, new)
    lock_words("gift", email_key(new.donor.email), new.amount.currency, str(new.amount.minor))
    earlier = same_donation_just_started(email_key(new.donor.email), new.amount, new.frequency, clock.now())
    if earlier and not new.is_confirmed:
        return AskWhetherAgain(earlier.id)
    return OpenCheckout(_add_attempt(_write(new), new, number=1).id)


def _go_on(donation: Donation, new: NewDonation) -> Step:
    """The form was sent before."""
    if donation.status in (DonationStatus.EXPIRED, DonationStatus.FAILED):
        return FormUsedUp()
    if donation.status != DonationStatus.STARTED:
        return Finished(donation.id)
    attempt = latest_attempt(donation)
    is_over = bool(attempt.ended_at or attempt.refused_at)
    if not is_over and not attempt.superseded_at and _asks_for(attempt, new):
        _rewrite(donation, new)
        if attempt.session_id:
            return ReturnToCheckout(attempt.id, attempt.session_id)
        if attempt.expires_at - clock.now() > _SHORTEST_ASKABLE:
            return OpenCheckout(attempt.id)
    elif not is_over and attempt.session_id:
        attempt.superseded_at = clock.now()
        return ExpireFirst(attempt.id, attempt.session_id)
    attempt.superseded_at = attempt.superseded_at or clock.now()
    _rewrite(donation, new)
    return OpenCheckout(_add_attempt(donation, new, number=attempt.number + 1).id)


def _asks_for(attempt: CheckoutAttempt, new: NewDonation) -> bool:
    """Whether the page of this attempt charges and shows what the form now says."""
    requested = (attempt.amount, attempt.lines, attempt.email, attempt.language, attempt.frequency, attempt.fund_id)
    return requested == (
        new.amount,
        _stored_lines(new),
        new.donor.email,
        new.donor.language,
        new.frequency,
        _fund_of_plan(new),
    )


def _write(new: NewDonation) -> Donation:
    donation = new_donation(new.donor, new.amount, ticket=new.ticket)
    _rewrite(donation, new)
    begin([(donation, new.fund_id)])
    return donation


def _rewrite(donation: Donation, new: NewDonation) -> None:
    """The donation says what the form said last; nothing of it counts before the money is taken."""
    donor = new.donor
    donation.donor_name, donation.donor_email, donation.email_key = donor.name, donor.email, email_key(donor.email)
    donation.donor_address = dict(donor.address) if donor.address else None
    donation.language, donation.message, donation.is_anonymous = donor.language, new.message, new.is_anonymous
    donation.campaign_id, donation.placement = new.campaign_id, new.placement
    donation.privacy_version, donation.terms_version = new.privacy_version, new.terms_version
    donation.newsletter_wording = new.newsletter_wording
    donation.amount, donation.covered_costs_minor = new.amount, new.covered_costs.minor
    donation.frequency = new.frequency
    for allocation in donation.allocations:
        allocation.fund_id, allocation.amount = new.fund_id, new.amount


def _add_attempt(donation: Donation, new: NewDonation, number: int) -> CheckoutAttempt:
    attempt = CheckoutAttempt(
        donation_id=donation.id,
        number=number,
        amount=new.amount,
        frequency=new.frequency,
        fund_id=_fund_of_plan(new),
        lines=_stored_lines(new),
        email=new.donor.email,
        language=new.donor.language,
        expires_at=clock.now().replace(microsecond=0) + ATTEMPT_LASTS,
    )
    session.add(attempt)
    session.flush()
    return attempt


def _fund_of_plan(new: NewDonation) -> UUID | None:
    """A single donation is for a fund here alone; a plan is at the provider, too."""
    return None if new.frequency == Frequency.ONCE else new.fund_id


def _stored_lines(new: NewDonation) -> list[list[str | int]]:
    return [[line.name, line.amount.minor] for line in new.lines]
