"""The pages about regular gifts: lists with their filters, orders and depths, one of each state, and the report."""

from collections.abc import Iterator
from itertools import product
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import func, select

from donations.bench.address import Address
from donations.core.database import session
from donations.recurring.models import RecurringPlan
from donations.recurring.states import PlanStatus
from donations.reporting.plan_list import PlanSort
from donations.reporting.plans.events_of_plans import PlanFigure

_PLANS = "/staff/plans"
_FILTERS: dict[str, dict[str, str]] = {
    "everything": {},
    "active": {"status": "active"},
    "past due": {"status": "past_due"},
    "paused": {"paused": "1"},
    "cancelled": {"status": "cancelled"},
    "standing orders": {"kind": "standing_order"},
    "yearly, in euros": {"interval": "yearly", "currency": "EUR"},
    "one fund": {"fund": "reporting"},
    "cards that expire this month": {"card": "this_month"},
    "somebody's name": {"find": "anna nowak"},
    "many a name": {"find": "a"},
    "a name nobody has": {"find": "qqqq"},
    "five at once": {
        "status": "active",
        "kind": "card",
        "interval": "monthly",
        "currency": "PLN",
        "fund": "mission",
    },
}
_SPANS: dict[str, dict[str, str]] = {
    "this month": {"period": "month"},
    "last year": {"period": "last_year"},
    "all days": {"day_from": "2000-01-01"},
}


def plan_pages() -> Iterator[Address]:
    """All of them; within an application's context."""
    for (name, fields), sort in product(_FILTERS.items(), PlanSort):
        yield _list(f"{name}, {sort}", {**fields, "sort": sort.value})
    middle = _middle()
    for cursor, sort in product(("after", "before") if middle else (), PlanSort):
        yield _list(f"{cursor} the middle, {sort}", {"sort": sort.value, cursor: middle})
    for status in PlanStatus:
        newest = select(RecurringPlan.reference).where(RecurringPlan.status == status)
        reference = session.scalar(newest.order_by(RecurringPlan.id.desc()).limit(1))
        if reference:
            yield Address("one regular gift", status.value, f"{_PLANS}/{reference}")
            yield Address("one regular gift", f"{status}, simulated", f"{_PLANS}/{reference}/simulate")
    for name, fields in _SPANS.items():
        asked = f"?{urlencode(fields)}"
        yield Address("report of regular gifts", name, f"{_PLANS}/report{asked}")
        for figure in PlanFigure:
            yield Address("report of regular gifts", f"{figure}, {name}", f"{_PLANS}/report/{figure}{asked}")


def _list(name: str, fields: dict[str, Any]) -> Address:
    return Address("lists of regular gifts", name, f"{_PLANS}?{urlencode(fields)}")


def _middle() -> str | None:
    count = session.scalar(select(func.count()).select_from(RecurringPlan)) or 0
    found = session.scalar(select(RecurringPlan.id).order_by(RecurringPlan.id).offset(count // 2).limit(1))
    return str(found) if found else None
