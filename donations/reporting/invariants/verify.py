"""The invariants: each a query that returns the rows that break it, and so none. `donations verify` runs them all."""

from dataclasses import dataclass

from sqlalchemy import text

from donations.core.append_only import missing_guards
from donations.core.database import session
from donations.core.invariant import Invariant
from donations.reporting.invariants import desk as desk_invariants
from donations.reporting.invariants import donations as donation_invariants
from donations.reporting.invariants import plans as plan_invariants
from donations.reporting.invariants import receipts as receipt_invariants
from donations.reporting.invariants import work as work_invariants
from donations.reporting.invariants.deep_checks import DEEP_CHECKS
from donations.search.invariants import FIGURES_AGREE, LISTING_CHECKS
from donations.search.plans import SEARCH_CHECKS

INVARIANTS = (
    *donation_invariants.INVARIANTS,
    *plan_invariants.INVARIANTS,
    *receipt_invariants.INVARIANTS,
    *work_invariants.INVARIANTS,
    *desk_invariants.INVARIANTS,
    Invariant("The figures of each day equal its donations", FIGURES_AGREE),
)


_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """One invariant, and what breaks it."""

    name: str
    breaches: list[str]

    @property
    def holds(self) -> bool:
        """Whether nothing breaks it."""
        return not self.breaches

    def line(self) -> str:
        """For the terminal: ``ok`` or ``BROKEN``, the rule, the first rows that break it."""
        if self.holds:
            return f"ok      {self.name}"
        more = f" and {len(self.breaches) - _SHOWN} more" if len(self.breaches) > _SHOWN else ""
        return f"BROKEN  {self.name}: {', '.join(self.breaches[:_SHOWN])}{more}"


def verify_all() -> list[Finding]:
    """Run every invariant on one connection."""
    findings = [
        Finding(rule.name, [" ".join(str(value) for value in row) for row in session.execute(text(rule.query))])
        for rule in INVARIANTS
    ]
    findings += [Finding(name, check()) for name, check in {**DEEP_CHECKS, **LISTING_CHECKS, **SEARCH_CHECKS}.items()]
    lost = sorted(missing_guards(session.connection()))
    return [*findings, Finding("Append-only tables have their triggers", lost)]
