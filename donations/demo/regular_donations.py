"""Donations of recurring plans among the others: each comes on its day, and no more of them than there is
room for.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from heapq import heappop, heappush, heapreplace
from typing import NamedTuple

from donations.core.money import Money
from donations.demo.donations import Givers, MadeUpDonation
from donations.demo.plan_lives import Lives
from donations.demo.plans import MadeUpInstalment, Part
from donations.desk.imports.import_donations import begin_import, import_some
from donations.desk.imports.read_donation import ReadDonation
from donations.funds.queries import open_funds
from donations.giving.by_hand.record_donation import DonationByHand, Giver
from donations.giving.desk_models import ManualMethod
from donations.giving.states import DonationStatus
from donations.recurring.calendar import next_date
from donations.recurring.changes.change_request import today
from donations.recurring.states import Interval, PlanKind
from donations.staff.permissions import Permission, may
from donations.staff.queries import all_staff

_BEGIN = 0.1  # the share of single donations in place of which a plan begins
_ROOM = 0.5  # of the donations to come, at most so many are instalments
_FROM = timedelta(days=90)  # when the first page offered to give regularly
_DAYTIME = range(5, 20)  # in UTC; then it is the same day where the foundation is


class _Next(NamedTuple):
    """The next instalment of a plan; `number`, of the first donation, is unlike any other."""

    at: datetime
    number: int
    first: MadeUpDonation
    left: Iterator[MadeUpInstalment]
    instalment: MadeUpInstalment


class Regulars:
    """Gives the donations of some moments: single ones, and in between what is due of the plans that began with
    them.
    """

    def __init__(self, givers: Givers, lives: Lives, count: int) -> None:
        self.givers, self.lives, self.left = givers, lives, count
        self._due: list[_Next] = []
        self._owed = 0
        self._from: datetime | None = None

    def donation(self, number: int, at: datetime) -> MadeUpDonation:
        """The donation of that number: an instalment that was due by then, or a new one of that moment."""
        self._from = self._from or at + _FROM
        self.left -= 1
        if self._due and (self._due[0].at <= at or self._owed > self.left):
            return self._instalment(number)
        donation = self.givers.donation(number, at)
        if self._may_begin(donation) and self.lives.random.random() < _BEGIN:
            return self._begin(donation)
        return donation

    def _may_begin(self, donation: MadeUpDonation) -> bool:
        at = donation.started_at
        is_time = self._from is not None and at >= self._from and at.hour in _DAYTIME
        return is_time and donation.status == DonationStatus.SETTLED

    def _begin(self, donation: MadeUpDonation) -> MadeUpDonation:
        """A plan in its place, if there is room for all of it."""
        plan = self.lives.live(donation.amount, donation.covered_costs, donation.started_at)
        left = iter(plan.settled())
        first, more = next(left), len(plan.settled()) - 1
        if self._owed + more > _ROOM * self.left:
            return donation
        self._owed += more
        method = "bank_transfer" if plan.kind == PlanKind.STANDING_ORDER else "card"
        card = plan.card
        begun = replace(
            donation,
            amount=first.amount,
            covered_costs=first.covered_costs,
            started_at=min(donation.started_at, first.at),  # what comes by hand came at noon
            ended_at=first.at,
            method=method,
            brand=card.brand if card else None,
            last4=card.last4 if card else None,
            message=None if card is None else donation.message,
            refunded=0,
            dispute=None,
            part=Part(plan, first, is_first=True),
        )
        if more:
            following = next(left)
            heappush(self._due, _Next(following.at, donation.number, begun, left, following))
        return begun

    def _instalment(self, number: int) -> MadeUpDonation:
        _, first_number, first, left, instalment = self._due[0]
        self._owed -= 1
        following = next(left, None)
        if following:
            heapreplace(self._due, _Next(following.at, first_number, first, left, following))
        else:
            heappop(self._due)
        return later_donation(first, number, instalment)


def later_donation(first: MadeUpDonation, number: int, instalment: MadeUpInstalment) -> MadeUpDonation:
    """An instalment as the plan has it, which began with `first`."""
    assert first.part  # noqa: S101 - that is how it began
    return replace(
        first,
        number=number,
        started_at=instalment.at,
        ended_at=instalment.at,
        amount=instalment.amount,
        covered_costs=instalment.covered_costs,
        message=None,
        part=Part(first.part.plan, instalment, is_first=False),
    )


_GIVER = Giver("Halina Zegar", "pl", "halina@example.org")
_AMOUNT = Money(8000, "PLN")
_DAY, _MONTHS = 10, 6
_FRIDAY, _WEEK = 4, 7


def add_bank_donations() -> None:
    """In the caller's transaction, as if brought from another system by one of the staff: no receipt, no letter."""
    author = next((each for each in all_staff() if each.active and may(each.role, Permission.EDIT)), None)
    if author is None:
        return
    dates = (next_date(today().replace(day=_DAY), Interval.MONTHLY, -n) for n in range(_MONTHS, 0, -1))
    import_some(begin_import("made-up", "demo", author.email), [_donation(_working_day(due_on)) for due_on in dates])


def _donation(day: date) -> ReadDonation:
    donation = DonationByHand(
        giver=_GIVER,
        amount=_AMOUNT,
        method=ManualMethod.BANK_TRANSFER,
        received_on=day,
        fund_id=open_funds()[0].id,
        has_receipt_elsewhere=True,
    )
    return ReadDonation(day.isoformat(), donation)


def _working_day(due_on: date) -> date:
    """When the bank sends it: of a weekend the Monday."""
    weekday = due_on.weekday()
    return due_on + timedelta(days=_WEEK - weekday if weekday > _FRIDAY else 0)
