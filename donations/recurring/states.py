"""The life of a recurring plan and of its instalments."""

from enum import StrEnum


class Interval(StrEnum):
    MONTHLY = "monthly"  # every month
    QUARTERLY = "quarterly"  # every three months
    YEARLY = "yearly"  # every year


class PlanKind(StrEnum):
    CARD = "card"  # the provider collects
    STANDING_ORDER = "standing_order"  # the supporter's bank sends; staff record what came


class PlanStatus(StrEnum):
    ACTIVE = "active"  # the next instalment will be collected
    PAST_DUE = "past_due"  # a collection failed, and is tried again
    PAUSED = "paused"  # nothing is collected for a while
    CANCELLED = "cancelled"  # somebody ended it: supporter, staff, or in the provider's dashboard
    ENDED = "ended"  # all instalments are done, or it could not be collected any more


_OVER: set[PlanStatus] = {PlanStatus.CANCELLED, PlanStatus.ENDED}
# What is over stays over: a plan that begins anew is another plan.
MOVES: dict[PlanStatus, set[PlanStatus]] = {
    PlanStatus.ACTIVE: {PlanStatus.PAST_DUE, PlanStatus.PAUSED} | _OVER,
    PlanStatus.PAST_DUE: {PlanStatus.ACTIVE, PlanStatus.PAUSED} | _OVER,
    PlanStatus.PAUSED: {PlanStatus.ACTIVE, PlanStatus.PAST_DUE} | _OVER,
    PlanStatus.CANCELLED: set(),
    PlanStatus.ENDED: set(),
}


class InstalmentStatus(StrEnum):
    DUE = "due"  # it is being collected
    FAILING = "failing"  # a try to collect it failed; another may follow
    SETTLED = "settled"  # its donation counts
    HELD = "held"  # money came that does not count by itself: a person decides, or has sent it back
    SKIPPED = "skipped"  # not collected: paused, or called off before the first try
    LOST = "lost"  # given up after it had failed


# By the provider's last word on it, and by the money: money that came wins over everything said before.
RANK: dict[InstalmentStatus, int] = {
    InstalmentStatus.DUE: 0,
    InstalmentStatus.FAILING: 1,
    InstalmentStatus.SKIPPED: 2,
    InstalmentStatus.LOST: 3,
    InstalmentStatus.HELD: 4,
    InstalmentStatus.SETTLED: 5,
}
