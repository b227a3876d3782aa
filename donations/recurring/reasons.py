"""Why a plan ended, what may be changed of it, and who asked."""

from enum import StrEnum

from donations.recurring.states import PlanStatus


class EndReason(StrEnum):
    """Stored with the plan."""

    SUPPORTER = "supporter"  # the supporter cancelled
    STAFF = "staff"  # somebody here cancelled on their behalf
    PROVIDER = "provider"  # cancelled in the provider's dashboard, or by the provider
    COMPLETED = "completed"  # all instalments that were planned are done
    UNPAID = "unpaid"  # it could not be collected any more
    NEVER_PAID = "never_paid"  # not even the first instalment came


# Somebody's will, or the course of things.
ENDS_AS: dict[EndReason, PlanStatus] = {
    EndReason.SUPPORTER: PlanStatus.CANCELLED,
    EndReason.STAFF: PlanStatus.CANCELLED,
    EndReason.PROVIDER: PlanStatus.CANCELLED,
    EndReason.COMPLETED: PlanStatus.ENDED,
    EndReason.UNPAID: PlanStatus.ENDED,
    EndReason.NEVER_PAID: PlanStatus.ENDED,
}


REPORTED = "reported"  # in the history of a plan: the provider told of it


class ChangeKind(StrEnum):
    """What may be asked for; in brackets what `PlanChange.wanted` holds."""

    AMOUNT = "amount"  # another sum (amount_minor, covered_costs_minor)
    INTERVAL = "interval"  # another rhythm, from the next date on (interval)
    DATE = "date"  # another next date (on)
    FUND = "fund"  # another purpose (fund_id)
    PAUSE = "pause"  # nothing before that day (until)
    SKIP = "skip"  # the next one is left out (until)
    RESUME = "resume"  # the end of a pause
    CANCEL = "cancel"  # the end of the plan (end_reason)
    CARD = "card"  # another card, given on the provider's page (payment_method, once it is known)


class Problem(StrEnum):
    """Why a change was not made, where it is not the provider's own word that is kept."""

    OVER = "the regular gift is over"
    NOT_ANSWERED = "the provider did not answer in time"
    COLLECTED = "the next gift had been collected by then"
    UNKNOWN = "the provider does not know this regular gift"  # made for show, or in another account


class RequestedBy(StrEnum):
    """Who wanted a change."""

    SUPPORTER = "supporter"  # in My giving, or by the link in a letter
    STAFF = "staff"  # on the supporter's behalf
    SERVICE = "service"  # it follows from the rules: done, or given up


class RecoveredBy(StrEnum):
    """Stored with the story of the failure; after which letter, its step says."""

    OUR_RETRY = "our_retry"  # we asked again, on our schedule
    PROVIDER_RETRY = "provider_retry"  # the provider asked again, on its own
    NEW_CARD = "new_card"  # the supporter gave another card, and we asked again at once
    CARD_RENEWED = "card_renewed"  # the bank renewed the card, and we asked again at once
    CONFIRMED = "confirmed"  # the supporter confirmed it on the bank's page
    PAYMENT_PAGE = "payment_page"  # the supporter paid on the provider's page, perhaps with another card
