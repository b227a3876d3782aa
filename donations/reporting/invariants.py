"""What must always hold, as SQL that finds what does not. Each query runs on SQLite and PostgreSQL alike.

Work that is still owed is not a breach: a donation with rows due in the outbox is left to the worker. Work that is
parked is one, until a person has seen to it.
"""

from donations.reporting import gift_invariants, receipt_invariants, work_invariants

INVARIANTS = (*gift_invariants.INVARIANTS, *receipt_invariants.INVARIANTS, *work_invariants.INVARIANTS)
