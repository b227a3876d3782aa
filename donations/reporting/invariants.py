"""What must always hold, as SQL that finds what does not. Each query runs on SQLite and PostgreSQL alike.

Work that is still owed is not a breach: a donation with rows due in the outbox is left to the worker. Work that is
parked is one, until a person has seen to it.
"""

from donations.reporting import (
    desk_invariants,
    gift_invariants,
    plan_invariants,
    receipt_invariants,
    work_invariants,
)
from donations.reporting.invariant import Invariant
from donations.reporting.listing.invariants import FIGURES_AGREE

INVARIANTS = (
    *gift_invariants.INVARIANTS,
    *plan_invariants.INVARIANTS,
    *receipt_invariants.INVARIANTS,
    *work_invariants.INVARIANTS,
    *desk_invariants.INVARIANTS,
    Invariant("The figures of each day equal its donations", FIGURES_AGREE),
)
