"""What is left of a donation: after what went back, and after what may still go back."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Select, case, func, or_, select

from donations.core.database import session
from donations.core.money import Money
from donations.giving.disputes import Dispute
from donations.giving.models import Donation, Payment, Refund
from donations.giving.queries import succeeded_payment
from donations.payments.updates import DisputeStatus, RefundStatus

_GONE = (RefundStatus.SUCCEEDED,)
GOING = (RefundStatus.REQUESTED, RefundStatus.PENDING, RefundStatus.SUCCEEDED)
_TAKEN = (DisputeStatus.LOST,)
IN_DOUBT = (DisputeStatus.OPEN, DisputeStatus.LOST)

# A bank may dispute in a currency of its own. How much that is in the donation's nobody has told us, and a receipt or a
# refund over money that is gone is worse than one too few: all of the payment is in doubt, and lost if it is lost.
DISPUTED_MINOR = case((Dispute.currency == Payment.currency, Dispute.amount_minor), else_=Payment.amount_minor)


def refunded_amount(donation: Donation) -> Money:
    """What has left of the money taken: refunds that did not come back, disputes that were lost."""
    gone = _refunds(donation.id, _GONE) + _disputes(donation.id, _TAKEN)
    return Money(min(gone, donation.amount_minor), donation.currency)


def remaining_amount(donation: Donation) -> Money:
    """What is left of a settled donation: the amount of its receipt."""
    return donation.amount - refunded_amount(donation)


def refundable_amount(donation: Donation) -> Money:
    """What may still be given back: less than what remains while refunds are on their way or a dispute is open."""
    payment = succeeded_payment(donation)
    taken = payment.amount if payment else donation.amount
    bound = _refunds(donation.id, GOING) + _disputes(donation.id, IN_DOUBT)
    return Money(max(taken.minor - bound, 0), taken.currency)


def disputed_minor(dispute: Dispute, payment: Payment) -> int:
    """`DISPUTED_MINOR` of rows at hand."""
    return dispute.amount_minor if dispute.currency == payment.currency else payment.amount_minor


def _refunds(donation_id: UUID, statuses: Collection[str]) -> int:
    total = select(func.sum(Refund.amount_minor)).outerjoin(Payment, Payment.id == Refund.payment_id)
    of_money_taken = or_(Refund.payment_id.is_(None), Payment.succeeded_at.is_not(None))
    return _sum(total.where(Refund.donation_id == donation_id, Refund.status.in_(statuses), of_money_taken))


def _disputes(donation_id: UUID, statuses: Collection[str]) -> int:
    total = select(func.sum(DISPUTED_MINOR)).select_from(Dispute).join(Payment, Payment.id == Dispute.payment_id)
    return _sum(
        total.where(Dispute.donation_id == donation_id, Dispute.status.in_(statuses), Payment.succeeded_at.is_not(None))
    )


def _sum(total: Select[Any]) -> int:
    return int(session.scalar(total) or 0)
