"""What follows from what: event -> the things the service now owes. What the clock brings is in `schedule.py`."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from donations.core.outbox import Reaction, Reactions
from donations.desk.bulk.actions import ACTIONS
from donations.desk.bulk.continue_bulk import continuing_bulk
from donations.desk.events import BulkJobContinues
from donations.desk.letters import letter_writers
from donations.giving.apply_payment_update import give_up_on_event
from donations.giving.events import DisputeChanged, DonationSettled, RefundChanged
from donations.giving.reactions import donation_reactions
from donations.mail.events import LetterWritten
from donations.mail.send_letter import sending
from donations.mail.transport import Post
from donations.organisation.links import Links
from donations.payments.events import ProviderEventReceived
from donations.payments.gateway import Gateway
from donations.receipts.align_receipt import align_receipt
from donations.receipts.events import ReceiptIssued, ReceiptMissing, ReceiptPrinted, ReceiptVoided
from donations.receipts.mail_receipt import mail_receipt, mail_void
from donations.receipts.print_receipt import PRINT_ORIGINAL, PRINT_VOID
from donations.recurring.reactions import apply_update, plan_reactions
from donations.reporting.summary.models import SummaryAsked
from donations.reporting.summary.print_summary import PRINT_SUMMARY
from donations.search.keep import ListingBehind, list_again
from donations.supporters.ask_to_sign_in import find_who_asked
from donations.supporters.events import SignInAsked


@dataclass(frozen=True, slots=True)
class Tools:
    """What reactions work with. `gateway` is called where money moves, so that the rest need not load the SDK."""

    links: Links
    post: Post
    gateway: Callable[[], Gateway]


def reactions(tools: Tools) -> Reactions:
    """Event -> reactions. Their names are stored in rows: never rename one."""
    align = Reaction("align receipt", partial(align_receipt, links=tools.links))
    return {
        ProviderEventReceived: [Reaction("apply payment update", apply_update, give_up_on_event)],
        **plan_reactions(tools.gateway),
        **{event: [align] for event in (DonationSettled, RefundChanged, DisputeChanged, ReceiptMissing)},
        **donation_reactions(tools.gateway),
        ReceiptIssued: [Reaction("print receipt", PRINT_ORIGINAL)],
        ReceiptPrinted: [Reaction("write receipt letter", mail_receipt)],
        ReceiptVoided: [Reaction("print void receipt", PRINT_VOID), Reaction("write refund letter", mail_void)],
        BulkJobContinues: [Reaction("continue bulk job", continuing_bulk(ACTIONS))],
        SignInAsked: [Reaction("find who asked to sign in", find_who_asked)],
        SummaryAsked: [Reaction("print summary", PRINT_SUMMARY)],
        ListingBehind: [Reaction("list donation again", list_again)],
        LetterWritten: [Reaction("send letter", sending(tools.post, letter_writers(tools.links)))],
    }
