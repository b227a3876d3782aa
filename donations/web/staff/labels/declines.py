"""Why a bank refused a regular gift, in the reader's language; the codes are with `decline_families`."""

from flask_babel import gettext, lazy_gettext

from donations.recurring.decline_families import MEANINGS

_ = lazy_gettext
_NO_REASON = "the bank gave no reason"

# Each meaning once, so that it stands in the catalogs.
WORDS = (
    _("there was not enough money on the account"),
    _("the bank gave no reason"),
    _("something went wrong between the banks"),
    _("the bank could not be reached"),
    _("the bank asks to be asked later"),
    _("the bank could not process it and asks to be asked again"),
    _("the bank did not authorise it this time"),
    _("the limit of the card is reached for now"),
    _("the limit of the account is reached for now"),
    _("the card was refused too often within a day"),
    _("the bank took it for a repetition"),
    _("the sum is beyond what the card allows"),
    _("the bank did not answer in time"),
    _("the bank did not send the money"),
    _("the provider was busy with it"),
    _("the provider was busy"),
    _("the card has expired"),
    _("the payment method has expired"),
    _("the card is reported as lost"),
    _("the card is reported as stolen"),
    _("the bank has blocked the card"),
    _("the bank has restricted the card"),
    _("the number of the card is wrong"),
    _("the security code was wrong"),
    _("the date of the card is wrong"),
    _("the postcode does not belong to the card"),
    _("the address does not belong to the card"),
    _("the PIN was wrong"),
    _("the PIN was wrong too often"),
    _("the card pays only with its PIN"),
    _("the account of the card is not there"),
    _("the card has been replaced by another"),
    _("the card does not pay this way"),
    _("the card does not pay in this currency"),
    _("the bank does not permit payments like this"),
    _("the bank wants to speak with the holder of the card"),
    _("the bank does not want to be asked again for this card"),
    _("the card is one for tests"),
    _("there is no card any more"),
    _("the account has been closed"),
    _("the account is not there"),
    _("the number of the account is wrong"),
    _("the account does not pay this way"),
    _("the bank has restricted the account"),
    _("the payment method does not pay now"),
    _("the payment method does not pay"),
    _("the payment method is restricted"),
    _("the payment method is not activated"),
    _("the mandate for the account is not valid"),
    _("the account takes no direct debits"),
    _("the bank wants a confirmation"),
    _("the confirmation did not succeed"),
    _("the bank wants a confirmation on the telephone"),
    _("the supporter has told the bank to stop it"),
    _("the supporter has told the bank to stop all regular payments"),
    _("the supporter has told the bank that the debit was not allowed"),
    _("the supporter has cancelled the mandate"),
    _("the supporter has refused it"),
    _("the provider suspects fraud"),
    _("the card is on our list of those never to be asked"),
    _("the bank suspects fraud"),
)


def refusal_word(code: str | None) -> str:
    """`expired_card` → `the card has expired`, as the end of a sentence."""
    return str(gettext(MEANINGS.get(code or "", _NO_REASON)))
