"""Every kind of page the desk offers, as addresses: each list, filter, order, depth and search, and where they lead."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import func, select

from donations.core.database import session
from donations.giving.models import Donation, Refund
from donations.mail.models import Letter
from donations.payments.models import ProviderEvent
from donations.payments.states import EventState
from donations.recurring.models import RecurringPlan
from donations.recurring.states import PlanStatus
from donations.reporting.plans.figures import PlanFigure
from donations.reporting.plans.list import PlanSort
from donations.search.models import ListedDonation


@dataclass(frozen=True, slots=True)
class Address:
    """One page: to which kind it belongs, what it is called in the table, where it is."""

    kind: str
    name: str
    url: str


_PLANS = "/staff/plans"
_PLAN_FILTERS: dict[str, dict[str, str]] = {
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
    for (name, fields), sort in product(_PLAN_FILTERS.items(), PlanSort):
        yield _plan_list(f"{name}, {sort}", {**fields, "sort": sort.value})
    middle = _middle()
    for cursor, sort in product(("after", "before") if middle else (), PlanSort):
        yield _plan_list(f"{cursor} the middle, {sort}", {"sort": sort.value, cursor: middle})
    for status in PlanStatus:
        newest = select(RecurringPlan.reference).where(RecurringPlan.status == status)
        reference = session.scalar(newest.order_by(RecurringPlan.id.desc()).limit(1))
        if reference:
            yield Address("one regular gift", status.value, f"{_PLANS}/{reference}")
            yield Address("one regular gift", f"{status}, simulated", f"{_PLANS}/{reference}/simulate")
    for name, fields in _SPANS.items():
        options = f"?{urlencode(fields)}"
        yield Address("report of regular gifts", name, f"{_PLANS}/report{options}")
        for figure in PlanFigure:
            yield Address("report of regular gifts", f"{figure}, {name}", f"{_PLANS}/report/{figure}{options}")


def _plan_list(name: str, fields: dict[str, Any]) -> Address:
    return Address("lists of regular gifts", name, f"{_PLANS}?{urlencode(fields)}")


def _middle() -> str | None:
    count = session.scalar(select(func.count()).select_from(RecurringPlan)) or 0
    found = session.scalar(select(RecurringPlan.id).order_by(RecurringPlan.id).offset(count // 2).limit(1))
    return str(found) if found else None


LIST = "/staff/donations"
_FILTERS: dict[str, dict[str, str]] = {
    "everything": {},
    "this month": {"period": "month"},
    "last year": {"period": "last_year"},
    "one day": {"day_from": "2025-12-10", "day_to": "2025-12-10"},
    "received": {"status": "settled"},
    "on their way": {"status": "processing"},
    "failed, one fund, one campaign": {"status": "failed", "fund": "reporting", "campaign": "rivers"},
    "one fund": {"fund": "reporting"},
    "one fund, in złoty": {"fund": "reporting", "currency": "PLN"},
    "one campaign": {"campaign": "rivers"},
    "without a campaign": {"campaign": "none"},
    "euros by card, last year": {"currency": "EUR", "method": "card", "period": "last_year"},
    "one article": {"placement": "rzeki/odra"},
    "held for review": {"held": "1"},
    "disputed": {"disputed": "1"},
    "disputed last month": {"disputed": "1", "period": "last_month"},
    "paid back, with a message": {"refunded": "1", "message": "1"},
    "1,000 and more": {"amount_from": "1000"},
    "50 to 60, received": {"amount_from": "50", "amount_to": "60", "status": "settled"},
    "one amount, one day": {"amount_from": "50", "amount_to": "50", "day_from": "2025-12-10", "day_to": "2025-12-10"},
    "large ones by telephone": {"amount_from": "3000", "method": "blik", "message": "1"},
    "nothing at all": {"fund": "reporting", "campaign": "rivers", "currency": "USD", "method": "sepa_debit"},
    "a currency nobody gave": {"currency": "CHF"},
    "six at once": {
        "fund": "reporting",
        "campaign": "rivers",
        "currency": "USD",
        "method": "paypal",
        "status": "failed",
        "period": "last_year",
    },
}
_SEARCHES = (
    *("a", "an", "kowal", "zolt", "anna nowak", "gmail", "gmai com a", "nowak 50", "50,00 zł", "2021", "qqqq"),
    *("dziekuje panstwa prace", "s12345", "%", "\\", "x" * 200),
)
_SORTS = ("newest", "oldest", "largest", "smallest")
_DEPTHS = (("after", 0.5), ("before", 0.5), ("after", 0.999))
_NARROWER: dict[str, dict[str, str]] = {
    "euros received": {"currency": "EUR", "status": "settled"},
    "last year": {"period": "last_year"},
    "held": {"held": "1"},
}


def pages() -> Iterator[Address]:
    """All of them; within an application's context."""
    yield from _lists()
    yield from _searches()
    yield from _depths()
    yield from _other_pages()
    yield from plan_pages()
    yield from _operations()


def _list(kind: str, name: str, fields: dict[str, Any]) -> Address:
    return Address(kind, name, f"{LIST}?{urlencode(fields)}")


def _lists() -> Iterator[Address]:
    for (name, fields), sort in product(_FILTERS.items(), _SORTS):
        yield _list("lists and filters", f"{name}, {sort}", {**fields, "sort": sort})


def _searches() -> Iterator[Address]:
    for words, sort in product((*_SEARCHES, *_known_words()), ("newest", "largest")):
        yield _list("searches", f"{words[:30]}, {sort}", {"q": words, "sort": sort})
    for words, (name, fields) in product(_SEARCHES, _NARROWER.items()):
        yield _list("searches in filters", f"{words[:30]}, {name}", {"q": words, **fields})


def _known_words() -> Iterator[str]:
    """Somebody reads them to you: a reference, with its sign and without, and an address."""
    reference, email = session.execute(select(Donation.reference, Donation.donor_email).limit(1)).one()
    yield from (reference, reference.replace("-", "").lower(), email)


def _depths() -> Iterator[Address]:
    """Pages in the middle and at the end of the list, forwards and backwards."""
    for sort, (cursor, share) in product(_SORTS, _DEPTHS):
        key = _key_at(share, is_by_amount=sort in ("largest", "smallest"))
        for fields in ({}, {"status": "settled"}, {"q": "an"}, {"period": "last_year"}, {"disputed": "1"}):
            given = " ".join(fields.values()) or "everything"
            yield _list("depths", f"{given}, {sort}, {cursor} {share:.1%}", {**fields, "sort": sort, cursor: key})


def _key_at(share: float, *, is_by_amount: bool) -> int:
    column: Any = ListedDonation.rank if is_by_amount else ListedDonation.position
    count = session.scalar(select(func.count()).select_from(ListedDonation)) or 0
    return int(session.scalar(select(column).order_by(column).offset(int(count * share)).limit(1)) or 0)


def _other_pages() -> Iterator[Address]:
    yield Address("home", "home", "/staff")
    yield Address("home", "home in euros", "/staff?currency=EUR")
    yield Address("home", "what needs attention", "/staff/waiting")
    plain, refunded = select(Donation.reference).limit(1), select(Donation.reference).join(Refund).limit(1)
    for reference in filter(None, (session.scalar(plain), session.scalar(refunded))):
        yield Address("one gift", reference, f"{LIST}/{reference}")
    for name, order in {"who gave most often": func.count().desc(), "who gave once": func.count()}.items():
        of_supporter = select(Donation.supporter_id).where(Donation.supporter_id.is_not(None))
        found = session.scalar(of_supporter.group_by(Donation.supporter_id).order_by(order).limit(1))
        if found:
            yield Address("one supporter", name, f"/staff/supporters/{found}")
    for name in ("funds", "campaigns", "organisation", "people", "audit"):
        yield Address("the foundation", name, f"/staff/{name}")


def _operations() -> Iterator[Address]:
    events, letters = (
        session.scalar(select(model.id).order_by(model.id).limit(1)) for model in (ProviderEvent, Letter)
    )
    email = session.scalar(select(Letter.recipient_email).limit(1))
    options: dict[str, list[dict[str, Any]]] = {
        "events": [
            *({"state": state} for state in EventState),
            *({"whose": whose} for whose in ("ours", "not_ours", "other_mode")),
            {"type": "payment_intent.succeeded", "state": "parked"},
            {"find": "pi_seed0000000000"},
            {"find": "evt_nobody"},
            {"newer": events},
        ],
        "letters": [
            *({"state": state} for state in ("waits", "sent", "refused", "unknown", "owed")),
            *({"kind": kind} for kind in ("thank_you", "receipt_replaced", "gift_refunded")),
            {"kind": "gift_refunded", "state": "refused"},
            {"to": email},
            {"to": "nobody@example.org"},
            {"newer": letters},
        ],
        "owed": [*({"state": state} for state in ("due", "retrying", "parked", "planned"))],
    }
    for page, filters in options.items():
        for fields in ({}, *filters):
            given = {name: str(value) for name, value in fields.items() if value}
            words = ("from the first",) if "newer" in given else given.values()
            yield Address("operations", " ".join((page, *words)), f"/staff/{page}?{urlencode(given)}")
