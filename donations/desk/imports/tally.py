"""What became of the lines of a file, and what the recorded ones add up to."""

from dataclasses import dataclass, field
from enum import StrEnum

from donations.core.money import Money


class Outcome(StrEnum):
    """What became of a line."""

    RECORDED = "recorded"
    ALREADY_HERE = "already here"
    LEFT_OUT = "left out"  # never received, or paid back in full
    REFUSED = "refused"


@dataclass(slots=True)
class Tally:
    """Counts of lines, and sums of what was recorded: gifts and minor units by currency."""

    lines: dict[Outcome, int] = field(default_factory=lambda: dict.fromkeys(Outcome, 0))
    gifts: dict[str, int] = field(default_factory=dict)
    minor: dict[str, int] = field(default_factory=dict)

    def add(self, outcome: Outcome, amount: Money | None = None) -> None:
        """One line; `amount` of one that was recorded."""
        self.lines[outcome] += 1
        if amount:
            self.gifts[amount.currency] = self.gifts.get(amount.currency, 0) + 1
            self.minor[amount.currency] = self.minor.get(amount.currency, 0) + amount.minor

    def sums(self) -> list[tuple[int, Money]]:
        """How many gifts, and how much, for each currency."""
        return [(self.gifts[code], Money(self.minor[code], code)) for code in sorted(self.gifts)]
