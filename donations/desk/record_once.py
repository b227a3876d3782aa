"""A donation by hand, recorded once however often its form is sent."""

import re
import secrets
from uuid import UUID

from sqlalchemy import select

from donations.core.database import lock_words, session
from donations.core.errors import Refused
from donations.giving.by_hand.record_donation import DonationByHand, record_donation
from donations.giving.desk_models import ManualRecord
from donations.giving.models import Donation
from donations.giving.queries import locked_donation_by_ticket
from donations.recurring.models import RecurringPlan
from donations.recurring.plan.begin_plan import NewPlan, record_plan
from donations.recurring.standing_orders.find_standing_orders import guess_plans, lock_guesses, lock_standing_orders
from donations.recurring.standing_orders.recognise_donations import recognise_donations, record_guess

_TICKET = re.compile(r"desk-[0-9a-f]{32}", re.ASCII)  # never a ticket of the visitors' form


def new_ticket() -> str:
    """For the hidden field of a fresh form."""
    return f"desk-{secrets.token_hex(16)}"


def checked_ticket(given: str) -> str:
    """Raises `Refused` for what is no ticket of ours."""
    if not _TICKET.fullmatch(given):
        raise Refused("This form came without its ticket. Please check it and send it once more.")
    return given


def record_once(entry: DonationByHand, ticket: str, *, by: UUID) -> Donation:
    """The donation, or the one this form made before; a form that says something else by now is refused.

    What is beyond doubt an instalment of a standing order is counted as that.
    """
    lock_words("ticket", ticket)
    earlier = locked_donation_by_ticket(ticket)
    if earlier is None:
        lock_standing_orders([entry.giver])
        donation = record_donation(entry, by=by)
        donation.ticket = ticket
        session.flush()
        recognise_donations([donation], by=by)
        return donation
    if not _is_same_donation(earlier, entry):
        raise Refused(
            "This form made the gift %(reference)s already. If this is another gift, please send it once more.",
            reference=earlier.reference,
        )
    return earlier


def _is_same_donation(earlier: Donation, donation: DonationByHand) -> bool:
    record = session.get_one(ManualRecord, earlier.id)
    was = (earlier.amount, earlier.donor_name, earlier.donor_email, record.method, record.received_on)
    return was == (
        donation.amount,
        donation.giver.name,
        donation.giver.email.strip(),
        donation.method,
        donation.received_on,
    )


def record_plan_once(new: NewPlan, ticket: str, *, by: UUID, guess_id: UUID | None = None) -> RecurringPlan:
    """The plan, or the one this form made before; a form that says something else by now is refused.

    `guess_id`: of the donations that looked like it; they become its instalments.
    """
    lock_words("ticket", ticket)
    made = select(RecurringPlan).where(RecurringPlan.ticket == ticket)
    earlier = session.scalar(made.with_for_update(of=RecurringPlan))
    if earlier is None:
        lock_guesses()
        plan = record_guess(guess_id, new, by=by) if guess_id else record_plan(new, by=by)
        plan.ticket = ticket
        session.flush()
        assert plan.supporter_id  # noqa: S101 - staff record whose it is
        guess_plans([plan.supporter_id])
        return plan
    if not _is_same_plan(earlier, new):
        raise Refused(
            "This form made the regular gift %(reference)s already. If this is another one, please send it once more.",
            reference=earlier.reference,
        )
    return earlier


def _is_same_plan(earlier: RecurringPlan, new: NewPlan) -> bool:
    was = (earlier.amount, earlier.interval, earlier.started_on, earlier.donor_name, earlier.donor_email)
    return was == (new.amount, new.interval, new.first_on, new.giver.name, new.giver.email.strip())
