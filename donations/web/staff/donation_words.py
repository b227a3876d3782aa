"""What things of the list are called, in the reader's language."""

from flask_babel import gettext, pgettext

from donations.giving.states import DonationStatus


def states() -> dict[str, str]:
    """How a donation stands, by the key of `listing.shown`; the templates show the same words as badges."""
    return {
        "started": pgettext("donation", "Started"),
        "processing": pgettext("donation", "Processing"),
        "held": pgettext("donation", "Held for review"),
        "settled": pgettext("donation", "Received"),
        "failed": pgettext("donation", "Failed"),
        "expired": pgettext("donation", "Expired"),
        "rejected": pgettext("donation", "Rejected"),
    }


def states_to_choose() -> dict[str, str]:
    """The states to filter by: what is held or was rejected is found among what is in process."""
    words = states()
    found = {status.value: words[status] for status in DonationStatus}
    return {**found, DonationStatus.PROCESSING: gettext("Processing, held or rejected")}


def methods() -> dict[str, str]:
    """Ways to pay; those the provider adds are shown under its own name."""
    return {
        "card": gettext("Card"),
        "blik": gettext("BLIK"),
        "p24": gettext("Przelewy24"),
        "paypal": gettext("PayPal"),
        "link": gettext("Link"),
        "sepa_debit": gettext("SEPA direct debit"),
        "bacs_debit": gettext("Bacs direct debit"),
        "us_bank_account": gettext("ACH direct debit"),
        "bank_transfer": gettext("Bank transfer"),
        "cash": gettext("Cash"),
        "cheque": gettext("Cheque"),
        "in_kind": gettext("In kind"),
    }


def periods() -> dict[str, str]:
    """Spans of days by name."""
    return {
        "today": gettext("Today"),
        "yesterday": gettext("Yesterday"),
        "week": gettext("This week"),
        "last_week": gettext("Last week"),
        "month": gettext("This month"),
        "last_month": gettext("Last month"),
        "year": gettext("This year"),
        "last_year": gettext("Last year"),
        "days_30": gettext("Last 30 days"),
        "days_365": gettext("Last 365 days"),
    }


def columns() -> dict[str, str]:
    """Headings, on the screen and in files."""
    return {
        "reference": gettext("Reference"),
        "day": gettext("Day"),
        "received_at": gettext("Received"),
        "started_at": gettext("Begun"),
        "status": gettext("State"),
        "amount": gettext("Amount"),
        "currency": gettext("Currency"),
        "received": gettext("Amount received"),
        "refunded": gettext("Paid back"),
        "left": gettext("What is left"),
        "covered_costs": gettext("Added for costs"),
        "name": gettext("Name"),
        "email": gettext("E-mail"),
        "address": gettext("Address"),
        "fund": gettext("Fund"),
        "campaign": gettext("Campaign"),
        "placement": gettext("Where"),
        "method": gettext("Way to pay"),
        "last4": gettext("Card"),
        "message": gettext("Message"),
        "anonymous": gettext("Anonymous"),
        "language": gettext("Language"),
        "frequency": gettext("Rhythm"),
        "receipt": gettext("Receipt"),
        "held": gettext("Held because"),
        "disputed": gettext("Disputed"),
    }


def file_words() -> dict[str, str]:
    """What stands in the cells of an exported file."""
    return {
        **states(),
        **methods(),
        "yes": gettext("yes"),
        "several_funds": gettext("Several funds"),
        "no_campaign": gettext("No campaign"),
        "amount_differs": gettext("Another amount came than was asked for"),
        "paid_twice": gettext("Paid twice"),
        "plan_over": gettext("Taken after the regular gift had ended"),
    }


def file_labels() -> dict[str, str]:
    """Headings and sheet names of an exported file."""
    return {**columns(), "gifts": gettext("Gifts"), "sheet": gettext("Donations"), "totals": gettext("Together")}


def bulk_actions() -> dict[str, str]:
    """Acts on many donations."""
    return {
        "resend letter": gettext("Send the letter again"),
        "accept held": gettext("Accept"),
        "add to fund": gettext("Move to a fund …"),
    }
