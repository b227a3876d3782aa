"""What a bench found, as lines of one table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TypeVar

from donations.settings import Settings


@dataclass(frozen=True, slots=True)
class Asked:
    """`rows`: donations or documents; `seconds`: for the whole of what is measured by time; `prepare` makes a database.

    `rounds`: how often each is measured, in turn with what it is measured against. `database_url`: a sandbox's to be
    measured as it stands, where a bench can; else one is made and thrown away.
    """

    rows: int
    seconds: float
    prepare: Callable[[Settings], None]
    rounds: int
    database_url: str = ""


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Figure:
    """One line. `passes` is None where there is no target, only something to compare with."""

    name: str
    product: str
    floor: str = ""
    ratio: float | None = None
    target: str = ""
    passes: bool | None = None


def middle(measured: Sequence[float]) -> str:
    """The median, written."""
    return f"{median(measured):,.0f}"


def ratio_figure(name: str, pair: tuple[Sequence[float], Sequence[float]], unit: str, at_least: float) -> Figure:
    """Product and floor, each measured several times in turn: their medians, and how they stand to each other."""
    product, floor = median(pair[0]), median(pair[1])
    ratio = product / floor
    target = f"≥ {at_least:g}×"
    return Figure(name, f"{product:,.0f} {unit}", f"{floor:,.0f} {unit}", ratio, target, ratio >= at_least)


def most_figure(name: str, measured: Sequence[float], unit: str, at_most: float) -> Figure:
    """The median of something that should be small."""
    value = median(measured)
    return Figure(name, f"{value:,.1f} {unit}", target=f"≤ {at_most:g} {unit}", passes=value <= at_most)


def least_figure(name: str, measured: Sequence[float], unit: str, at_least: float) -> Figure:
    """The median of something that should be large."""
    passes = median(measured) >= at_least
    return Figure(name, f"{middle(measured)} {unit}", target=f"≥ {at_least:g} {unit}", passes=passes)


def in_turn(rounds: int, *measures: Callable[[], T]) -> tuple[list[T], ...]:
    """Each measure once a round, one after the other: what slows the machine slows them alike."""
    found: tuple[list[T], ...] = tuple([] for _ in measures)
    for _ in range(rounds):
        for results, measure in zip(found, measures, strict=True):
            results.append(measure())
    return found
