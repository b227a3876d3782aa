"""What is asked of the provider when somebody wants it: a part of the table in `donations/reactions.py`."""

from collections.abc import Callable

from donations.core.outbox import Reaction, Reactions
from donations.giving.events import CancelRequested, PaymentCancelRequested, RefundRequested
from donations.giving.refunds.cancel_donation import cancelling
from donations.giving.refunds.cancel_payment import cancelling_payments
from donations.giving.refunds.send_refund import sending_refunds
from donations.payments.gateway import Gateway


def donation_reactions(gateway: Callable[[], Gateway]) -> Reactions:
    """Event -> reactions. Their names are stored in rows: never rename one."""
    return {
        RefundRequested: [Reaction("send refund", sending_refunds(gateway))],
        CancelRequested: [Reaction("cancel donation", cancelling(gateway))],
        PaymentCancelRequested: [Reaction("cancel payment", cancelling_payments(gateway))],
    }
