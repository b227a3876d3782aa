"""How often a gift comes again, in numbers."""

from donations.core.money import Money
from donations.giving.states import Frequency

MONTHS: dict[Frequency, int] = {Frequency.MONTHLY: 1, Frequency.QUARTERLY: 3, Frequency.YEARLY: 12}
BY_MONTHS = {months: frequency for frequency, months in MONTHS.items()}
_YEAR = 12


def in_a_year(gift: Money, frequency: Frequency) -> Money:
    """What it adds up to."""
    return Money(gift.minor * (_YEAR // MONTHS.get(frequency, _YEAR)), gift.currency)
