"""A gift by hand, recorded once however often its form is sent."""

from uuid import UUID

from donations.core.database import lock_words, session
from donations.core.errors import Refused
from donations.giving.desk_models import ManualRecord
from donations.giving.models import Donation
from donations.giving.queries import locked_donation_by_ticket
from donations.giving.record_donation import GiftByHand, record_donation
from donations.recurring.hold import hold_standing_orders
from donations.recurring.recognise_gifts import recognise_gifts


def record_once(gift: GiftByHand, ticket: str, *, by: UUID) -> Donation:
    """The gift, or the one this form made before; a form that says something else by now is refused.

    What is beyond doubt an instalment of a standing order is counted as that.
    """
    lock_words("ticket", ticket)
    earlier = locked_donation_by_ticket(ticket)
    if earlier is None:
        hold_standing_orders([gift.giver])
        donation = record_donation(gift, by=by)
        donation.ticket = ticket
        session.flush()
        recognise_gifts([donation], by=by)
        return donation
    if not _says_the_same(earlier, gift):
        raise Refused(
            "This form made the gift %(reference)s already. If this is another gift, please send it once more.",
            reference=earlier.reference,
        )
    return earlier


def _says_the_same(earlier: Donation, gift: GiftByHand) -> bool:
    record = session.get_one(ManualRecord, earlier.id)
    was = (earlier.amount, earlier.donor_name, earlier.donor_email, record.method, record.received_on)
    return was == (gift.amount, gift.giver.name, gift.giver.email.strip(), gift.method, gift.received_on)
