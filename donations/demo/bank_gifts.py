"""Somebody whose bank sends the same sum every month, and nobody recorded a standing order: an example to find."""

from datetime import date, timedelta

from donations.core.money import Money
from donations.desk.imports.import_gifts import begin_import, import_some
from donations.desk.imports.read_gift import ToldGift
from donations.funds.queries import open_funds
from donations.giving.desk_models import ManualMethod
from donations.giving.record_donation import GiftByHand, Giver
from donations.recurring.calendar import next_date
from donations.recurring.states import Interval
from donations.recurring.wanted import today
from donations.staff.permissions import Permission, may
from donations.staff.queries import all_staff

_GIVER = Giver("Halina Zegar", "pl", "halina@example.org")
_AMOUNT = Money(8000, "PLN")
_DAY, _MONTHS = 10, 6
_FRIDAY, _WEEK = 4, 7


def add_bank_gifts() -> None:
    """In the caller's transaction, as if brought from another system by one of the staff: no receipt, no letter."""
    author = next((each for each in all_staff() if each.active and may(each.role, Permission.EDIT)), None)
    if author is None:
        return
    dates = (next_date(today().replace(day=_DAY), Interval.MONTHLY, -n) for n in range(_MONTHS, 0, -1))
    import_some(begin_import("made-up", "demo", author.email), [_gift(_working_day(due_on)) for due_on in dates])


def _gift(day: date) -> ToldGift:
    gift = GiftByHand(
        giver=_GIVER,
        amount=_AMOUNT,
        method=ManualMethod.BANK_TRANSFER,
        received_on=day,
        fund_id=open_funds()[0].id,
        has_receipt_elsewhere=True,
    )
    return ToldGift(day.isoformat(), gift)


def _working_day(due_on: date) -> date:
    """When the bank sends it: of a weekend the Monday."""
    weekday = due_on.weekday()
    return due_on + timedelta(days=_WEEK - weekday if weekday > _FRIDAY else 0)
