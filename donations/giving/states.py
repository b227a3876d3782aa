"""The life of a donation, and why one is held for a person to look at."""

from enum import StrEnum

from donations.core.money import Money


class DonationStatus(StrEnum):
    STARTED = "started"  # the form was sent; the visitor may still pay
    PROCESSING = "processing"  # the visitor is done; the money is on its way, or held for review
    EXPIRED = "expired"  # the visitor never finished
    FAILED = "failed"  # the visitor finished, and the money did not come
    SETTLED = "settled"  # the provider took the money: it counts


# Only upwards, so that the order in which the provider's words arrive does not matter: money taken wins over
# everything said before, and what is lower than the present state says nothing new.
MOVES: dict[DonationStatus, set[DonationStatus]] = {
    DonationStatus.STARTED: {
        DonationStatus.PROCESSING,
        DonationStatus.EXPIRED,
        DonationStatus.FAILED,
        DonationStatus.SETTLED,
    },
    DonationStatus.PROCESSING: {DonationStatus.EXPIRED, DonationStatus.FAILED, DonationStatus.SETTLED},
    DonationStatus.EXPIRED: {DonationStatus.FAILED, DonationStatus.SETTLED},
    DonationStatus.FAILED: {DonationStatus.SETTLED},
    DonationStatus.SETTLED: set(),
}


class Frequency(StrEnum):
    ONCE = "once"  # a donation by itself
    MONTHLY = "monthly"  # an instalment of a plan: every month
    QUARTERLY = "quarterly"  # every three months
    YEARLY = "yearly"  # every year


class HeldReason(StrEnum):
    AMOUNT_DIFFERS = "amount_differs"  # the provider took another amount or currency than was asked for
    PAID_TWICE = "paid_twice"  # a second payment for one donation, kept as a donation of its own
    PLAN_OVER = "plan_over"  # an instalment that was taken although its plan had been ended


class ReviewDecision(StrEnum):
    ACCEPTED = "accepted"  # it counts, with the amount that came
    REJECTED = "rejected"  # all of it goes back; it never counts


MONTHS: dict[Frequency, int] = {Frequency.MONTHLY: 1, Frequency.QUARTERLY: 3, Frequency.YEARLY: 12}
BY_MONTHS = {months: frequency for frequency, months in MONTHS.items()}
_YEAR = 12


def in_a_year(donation: Money, frequency: Frequency) -> Money:
    """What it adds up to."""
    return Money(donation.minor * (_YEAR // MONTHS.get(frequency, _YEAR)), donation.currency)
