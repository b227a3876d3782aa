"""How often, in words, where no request is: for letters."""

from donations.core.wording import gettext_in
from donations.recurring.states import Interval


def interval_in(language: str, interval: str) -> str:
    """`monthly` → `every month`."""
    return {
        Interval.MONTHLY: gettext_in(language, "every month"),
        Interval.QUARTERLY: gettext_in(language, "every three months"),
        Interval.YEARLY: gettext_in(language, "every year"),
    }[Interval(interval)]
