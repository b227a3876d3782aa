"""The words of gifts at the desk: ways of giving, reasons of banks, kinds of letters; the unknown stands as it is."""

from typing import Any

from flask_babel import gettext, lazy_gettext, lazy_pgettext

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
