"""What a bank's refusal means for a plan: may it be asked again, must the supporter act, or is it over?"""

from enum import StrEnum


class Family(StrEnum):
    """Stored with the story of a failure."""

    RETRY = "retry"  # the money may be there later: we ask again
    NEW_CARD = "new_card"  # this card will not pay: the supporter is asked for another, the bank is left alone
    CONFIRM = "confirm"  # the bank wants the supporter's own word, on its page
    STOP = "stop"  # the supporter or the bank wants no more of it: nothing is asked again


# What Stripe calls `decline_code`, or `code` where a bank gave none. A code not named here is asked again.
# A card reported lost or stolen is only ever called one that does not pay: banks do not tell its holder of the report.
_CODES: dict[Family, dict[str, str]] = {
    Family.RETRY: {
        "insufficient_funds": "there was not enough money on the account",
        "generic_decline": "the bank gave no reason",
        "card_declined": "the bank gave no reason",
        "do_not_honor": "the bank gave no reason",
        "no_action_taken": "the bank gave no reason",
        "processing_error": "something went wrong between the banks",
        "issuer_not_available": "the bank could not be reached",
        "try_again_later": "the bank asks to be asked later",
        "reenter_transaction": "the bank could not process it and asks to be asked again",
        "approve_with_id": "the bank did not authorise it this time",
        "card_velocity_exceeded": "the limit of the card is reached for now",
        "withdrawal_count_limit_exceeded": "the limit of the card is reached for now",
        "charge_exceeds_source_limit": "the limit of the account is reached for now",
        "charge_exceeds_transaction_limit": "the limit of the account is reached for now",
        "card_decline_rate_limit_exceeded": "the card was refused too often within a day",
        "duplicate_transaction": "the bank took it for a repetition",
        "invalid_amount": "the sum is beyond what the card allows",
        "payment_method_provider_timeout": "the bank did not answer in time",
        "payment_intent_payment_attempt_failed": "the bank did not send the money",
        "payment_intent_payment_attempt_expired": "the bank did not answer in time",
        "lock_timeout": "the provider was busy with it",
        "rate_limit": "the provider was busy",
    },
    Family.NEW_CARD: {
        "expired_card": "the card has expired",
        "expired_payment_method": "the payment method has expired",
        "lost_card": "the card is reported as lost",
        "stolen_card": "the card is reported as stolen",
        "pickup_card": "the bank has blocked the card",
        "restricted_card": "the bank has restricted the card",
        "incorrect_number": "the number of the card is wrong",
        "invalid_number": "the number of the card is wrong",
        "incorrect_cvc": "the security code was wrong",
        "invalid_cvc": "the security code was wrong",
        "invalid_expiry_month": "the date of the card is wrong",
        "invalid_expiry_year": "the date of the card is wrong",
        "incorrect_zip": "the postcode does not belong to the card",
        "incorrect_address": "the address does not belong to the card",
        "incorrect_pin": "the PIN was wrong",
        "invalid_pin": "the PIN was wrong",
        "pin_try_exceeded": "the PIN was wrong too often",
        "offline_pin_required": "the card pays only with its PIN",
        "online_or_offline_pin_required": "the card pays only with its PIN",
        "invalid_account": "the account of the card is not there",
        "new_account_information_available": "the card has been replaced by another",
        "card_not_supported": "the card does not pay this way",
        "currency_not_supported": "the card does not pay in this currency",
        "not_permitted": "the bank does not permit payments like this",
        "service_not_allowed": "the bank does not permit payments like this",
        "transaction_not_allowed": "the bank does not permit payments like this",
        "call_issuer": "the bank wants to speak with the holder of the card",
        "do_not_try_again": "the bank does not want to be asked again for this card",
        "testmode_decline": "the card is one for tests",
        "live_mode_test_card": "the card is one for tests",
        "missing": "there is no card any more",
        "account_closed": "the account has been closed",
        "account_invalid": "the account is not there",
        "account_number_invalid": "the number of the account is wrong",
        "no_account": "the account is not there",
        "bank_account_declined": "the account does not pay this way",
        "bank_account_restricted": "the bank has restricted the account",
        "bank_account_unusable": "the account does not pay this way",
        "payment_method_not_available": "the payment method does not pay now",
        "payment_method_provider_decline": "the payment method does not pay",
        "payment_method_restricted": "the payment method is restricted",
        "payment_method_unactivated": "the payment method is not activated",
        "payment_intent_mandate_invalid": "the mandate for the account is not valid",
        "sepa_unsupported_account": "the account takes no direct debits",
    },
    Family.CONFIRM: {
        "authentication_required": "the bank wants a confirmation",
        "authentication_not_handled": "the bank wants a confirmation",
        "authentication_failure": "the confirmation did not succeed",
        "mobile_device_authentication_required": "the bank wants a confirmation on the telephone",
        "invoice_payment_intent_requires_action": "the bank wants a confirmation",
        "payment_intent_action_required": "the bank wants a confirmation",
        "payment_intent_authentication_failure": "the confirmation did not succeed",
    },
    Family.STOP: {
        "revocation_of_authorization": "the supporter has told the bank to stop it",
        "revocation_of_all_authorizations": "the supporter has told the bank to stop all regular payments",
        "stop_payment_order": "the supporter has told the bank to stop it",
        "debit_not_authorized": "the supporter has told the bank that the debit was not allowed",
        "india_recurring_payment_mandate_canceled": "the supporter has cancelled the mandate",
        "payment_method_customer_decline": "the supporter has refused it",
        "fraudulent": "the provider suspects fraud",
        "merchant_blacklist": "the card is on our list of those never to be asked",
        "security_violation": "the bank suspects fraud",
    },
}
FAMILIES: dict[str, Family] = {code: family for family, codes in _CODES.items() for code in codes}
MEANINGS: dict[str, str] = {code: meaning for codes in _CODES.values() for code, meaning in codes.items()}


def family_of(code: str | None, *, needs_confirmation: bool = False) -> Family:
    """By the code; without one that says anything, by whether the bank asked for a confirmation."""
    if code in FAMILIES:
        return FAMILIES[code]
    return Family.CONFIRM if needs_confirmation else Family.RETRY
