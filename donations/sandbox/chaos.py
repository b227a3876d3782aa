"""How webhooks go astray: a plan for one round of deliveries, drawn by lot from a seed."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Attempt(Generic[T]):
    """One sending: of what, whether it is lost on the way, whether its signature is wrong."""

    subject: T
    is_lost: bool
    has_bad_signature: bool


@dataclass(frozen=True, slots=True)
class Chaos:
    """Probabilities between 0 and 1, each drawn anew for every delivery."""

    duplicate: float = 0.0  # sent twice
    reorder: float = 0.0  # sent at another place of the row
    delay: float = 0.0  # not in this round
    drop: float = 0.0  # lost on the way; Stripe tries again
    bad_signature: float = 0.0  # sent with a wrong signature, and again properly later
    seed: int = 0

    def __post_init__(self) -> None:
        shares = (self.duplicate, self.reorder, self.delay, self.drop, self.bad_signature)
        if not all(0 <= share <= 1 for share in shares):
            raise ValueError("probabilities lie between 0 and 1")

    def plan(self, waiting: Sequence[T], round_number: int) -> list[Attempt[T]]:
        """What becomes of each waiting delivery in this round."""
        lot = random.Random(f"{self.seed}/{round_number}")  # noqa: S311 - repeatable on purpose, no secret
        attempts: list[tuple[float, Attempt[T]]] = []
        for place, one in enumerate(waiting):
            if lot.random() < self.delay:
                continue
            moved = lot.uniform(0, len(waiting)) if lot.random() < self.reorder else float(place)
            attempt = Attempt(one, lot.random() < self.drop, lot.random() < self.bad_signature)
            copies = 2 if lot.random() < self.duplicate else 1
            attempts += [(moved + copy * lot.uniform(0, len(waiting)), attempt) for copy in range(copies)]
        return [attempt for _, attempt in sorted(attempts, key=lambda found: found[0])]


def in_order(waiting: Sequence[T], shuffle: int | None, copies: int) -> list[Attempt[T]]:
    """Every delivery `copies` times and nothing astray; with a seed, all of it shuffled."""
    attempts = [Attempt(each, is_lost=False, has_bad_signature=False) for each in waiting for _ in range(copies)]
    if shuffle is not None:
        random.Random(shuffle).shuffle(attempts)  # noqa: S311 - repeatable on purpose, no secret
    return attempts
