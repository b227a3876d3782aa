"""What is asked of the provider when somebody wants it: a part of the table in `donations/reactions.py`."""

from collections.abc import Callable

from donations.core.outbox import Reaction, Reactions
from donations.giving.events import CancelRequested, PaymentCancelRequested, RefundRequested
from donations.giving.refunds.cancel_donation import CANCEL_DONATION, CANCEL_PAYMENT
from donations.giving.refunds.send_refund import SEND_REFUND
from donations.payments.gateway import Gateway


def donation_reactions(gateway: Callable[[], Gateway]) -> Reactions:
    """Event -> reactions. Their names are stored in rows: never rename one."""
    return {
        RefundRequested: [Reaction("send refund", SEND_REFUND.using(gateway=gateway))],
        CancelRequested: [Reaction("cancel donation", CANCEL_DONATION.using(gateway=gateway))],
        PaymentCancelRequested: [Reaction("cancel payment", CANCEL_PAYMENT.using(gateway=gateway))],
    }
