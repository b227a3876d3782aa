"""What follows from what: event -> the things the service now owes. The schedule stands below."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from donations.core.outbox import Reaction, Reactions, Schedule, Scheduled
from donations.desk.actions import ACTIONS
from donations.desk.continue_bulk import continue_bulk
from donations.desk.events import BulkJobContinues
from donations.giving.apply_payment_update import apply_payment_update, give_up_on_event
from donations.giving.events import DonationSettled, RefundChanged
from donations.giving.expire_donations import expiring
from donations.mail.events import LetterWritten
from donations.mail.post import Post
from donations.mail.send_letter import sending
from donations.organisation.links import Links
from donations.payments.backfill import backfilling
from donations.payments.events import ProviderEventReceived
from donations.payments.gateway import Gateway
from donations.receipts import mail_receipt
from donations.receipts.align_receipt import align_receipt
from donations.receipts.events import ReceiptIssued, ReceiptPrinted, ReceiptVoided
from donations.receipts.print_receipt import PRINT_ORIGINAL, PRINT_VOID
from donations.reporting.listing.keep import ListingBehind, list_again
from donations.staff import staff_letters


@dataclass(frozen=True, slots=True)
class Tools:
    """What reactions work with. `gateway` is called where money moves, so that the rest need not load the SDK."""

    links: Links
    post: Post
    gateway: Callable[[], Gateway]


def reactions(tools: Tools) -> Reactions:
    """Event -> reactions. Their names are stored in rows: never rename one."""
    align = Reaction("align receipt", partial(align_receipt, links=tools.links))
    write_receipt_letter = partial(mail_receipt.draft_receipt_letter, links=tools.links)
    write_staff_letter = partial(staff_letters.draft_staff_letter, links=tools.links)
    writers = dict.fromkeys(mail_receipt.KINDS, write_receipt_letter)
    writers |= dict.fromkeys(staff_letters.KINDS, write_staff_letter)
    return {
        ProviderEventReceived: [Reaction("apply payment update", apply_payment_update, give_up_on_event)],
        DonationSettled: [align],
        RefundChanged: [align],
        ReceiptIssued: [Reaction("print receipt", PRINT_ORIGINAL)],
        ReceiptPrinted: [Reaction("write receipt letter", mail_receipt.mail_receipt)],
        ReceiptVoided: [
            Reaction("print void receipt", PRINT_VOID),
            Reaction("write refund letter", mail_receipt.mail_void),
        ],
        BulkJobContinues: [Reaction("continue bulk job", partial(continue_bulk, actions=ACTIONS))],
        ListingBehind: [Reaction("list donation again", list_again)],
        LetterWritten: [Reaction("send letter", sending(tools.post, writers))],
    }


def schedule(tools: Tools) -> Schedule:
    """What the worker does by the clock."""
    return [
        Scheduled(timedelta(minutes=5), Reaction("expire donations", expiring(tools.gateway))),
        Scheduled(timedelta(hours=24), Reaction("fetch missed events", backfilling(tools.gateway))),
    ]
