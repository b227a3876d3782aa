"""What follows from what: event -> the things the service now owes. What the clock brings is in `schedule.py`."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from donations.core.outbox import Reaction, Reactions
from donations.desk.bulk.ask_for_bulk import ACTIONS
from donations.desk.bulk.continue_bulk import continuing_bulk
from donations.desk.letters import letter_writers
from donations.desk.models import BulkJobContinues
from donations.giving.events import DisputeChanged, DonationSettled, RefundChanged
from donations.giving.reactions import donation_reactions
from donations.mail.models import LetterWritten
from donations.mail.send_letter import sending
from donations.mail.transport import MailTransport
from donations.organisation.links import Links
from donations.payments.events import ProviderEventReceived
from donations.payments.gateway import Gateway
from donations.provider_events import apply_provider_event, give_up_on_event
from donations.receipts.align_receipt import align_receipt
from donations.receipts.events import ReceiptIssued, ReceiptMissing, ReceiptPrinted, ReceiptVoided
from donations.receipts.mail_receipt import mail_receipt, mail_void
from donations.receipts.print_receipt import PRINT_ORIGINAL, PRINT_VOID
from donations.recurring.reactions import plan_reactions
from donations.reporting.summary.print_summary import PRINT_SUMMARY, SummaryAsked
from donations.search.keep import ListingBehind, list_again
from donations.supporters.events import SignInAsked
from donations.supporters.sign_in import find_who_asked


@dataclass(frozen=True, slots=True)
class Services:
    """What reactions work with. `gateway` is called where money moves, so that the rest need not load the SDK."""

    links: Links
    transport: MailTransport
    gateway: Callable[[], Gateway]


def reactions(tools: Services) -> Reactions:
    """Event -> reactions. Their names are stored in rows: never rename one."""
    align = Reaction("align receipt", partial(align_receipt, links=tools.links))
    return {
        ProviderEventReceived: [Reaction("apply payment update", apply_provider_event, give_up_on_event)],
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
        LetterWritten: [Reaction("send letter", sending(tools.transport, letter_writers(tools.links)))],
    }
