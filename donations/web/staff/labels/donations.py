"""What things of the list are called, in the reader's language."""

from typing import Any

from flask_babel import gettext, lazy_gettext, lazy_pgettext, pgettext

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
        "placement": gettext("Source"),
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
    return {
        **columns(),
        "placement": gettext("Where"),
        "gifts": gettext("Gifts"),
        "sheet": gettext("Donations"),
        "totals": gettext("Together"),
    }


def bulk_actions() -> dict[str, str]:
    """Acts on many donations."""
    return {
        "resend letter": gettext("Send the letter again"),
        "accept held": gettext("Accept"),
        "add to fund": gettext("Move to a fund …"),
    }


_ = lazy_gettext
_p = lazy_pgettext

METHODS = {
    "card": _p("way of giving", "card"),
    "blik": _p("way of giving", "BLIK"),
    "p24": _p("way of giving", "Przelewy24"),
    "sepa_debit": _p("way of giving", "SEPA direct debit"),
    "cash": _p("way of giving", "cash"),
    "bank_transfer": _p("way of giving", "bank transfer"),
    "cheque": _p("way of giving", "cheque"),
    "in_kind": _p("way of giving", "gift in kind"),
}
HELD = {
    "amount_differs": _("another amount or currency was paid than was asked for."),
    "paid_twice": _("it is a second payment for a gift that was paid already."),
    "plan_over": _("it was taken although the regular gift had been ended."),
}
DECLINES = {
    "insufficient_funds": _("there was not enough money on the account"),
    "generic_decline": _("the bank said no and gave no reason"),
    "expired_card": _("the card has expired"),
    "incorrect_cvc": _("the security code was wrong"),
    "lost_card": _("the card is reported as lost"),
    "stolen_card": _("the card is reported as stolen"),
}
FAILURES = {
    "not_answered": _("the provider never answered, and has no such refund."),
    "refused": _("the provider refused it."),
    "charge_already_refunded": _("the provider has given all of it back already."),
    "charge_disputed": _("the supporter’s bank disputes the payment."),
    "expired_or_canceled_card": _("the card has expired or was cancelled."),
    "lost_or_stolen_card": _("the card is lost or stolen."),
    "insufficient_funds": _("there is not enough money in our account at the provider."),
}
DISPUTES = {
    "fraudulent": _p("dispute", "its holder does not know the payment"),
    "duplicate": _p("dispute", "it was paid twice"),
    "unrecognized": _p("dispute", "its holder does not recognise the payment"),
    "credit_not_processed": _p("dispute", "a refund did not arrive"),
    "general": _p("dispute", "no reason was given"),
}
VOIDS = {
    "refunded": _("all of the gift went back"),
    "partly_refunded": _("a part of the gift went back"),
    "refund_returned": _("a refund came back to us"),
    "corrected": _("it was corrected"),
    "payment_corrected": _("another payment turned out to be the first"),
}
LETTERS = {
    "thank_you": _("Thanks with the receipt"),
    "receipt_replaced": _("Part of the gift returned"),
    "receipt_reissued": _("A new receipt"),
    "gift_refunded": _("Gift returned"),
}


def method_word(method: str | None) -> str:
    """`sepa_debit` → `SEPA direct debit`."""
    return _word(METHODS, method) or gettext("not known")


def held_word(reason: str) -> str:
    """Why it is held, as the end of a sentence."""
    return _word(HELD, reason)


def decline_word(code: str | None) -> str:
    """Why a bank said no."""
    return _word(DECLINES, code) or str(DECLINES["generic_decline"])


def failure_word(code: str | None) -> str:
    """Why a refund came back."""
    return _word(FAILURES, code) or gettext("no reason was given.")


def dispute_reason_word(reason: str) -> str:
    """Why the bank asks."""
    return _word(DISPUTES, reason)


def void_word(reason: str) -> str:
    """Why a receipt is void."""
    return _word(VOIDS, reason)


def letter_word(kind: str) -> str:
    """`thank_you` → `Thanks with the receipt`."""
    return _word(LETTERS, kind)


def _word(words: dict[str, Any], key: str | None) -> str:
    return str(words.get(key, key.replace("_", " "))) if key else ""
