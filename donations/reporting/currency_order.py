"""In which order figures of several currencies stand, on every screen and in every file."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from donations.core.money import Money


class _PerCurrency(Protocol):
    @property
    def gifts(self) -> int: ...
    @property
    def amount(self) -> Money: ...


F = TypeVar("F", bound=_PerCurrency)


def in_currency_order(figures: Iterable[F]) -> list[F]:
    """The most gifts first; of equally many by the currency's code, wherever the figures come from."""
    return sorted(figures, key=lambda figure: (-figure.gifts, figure.amount.currency))
