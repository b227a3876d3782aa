"""Look through everybody's gifts for standing orders nobody recorded, some supporters at a time.

Gifts are looked at when they are recorded; this finds those that were here before the service could.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import exists, select

from donations.core import outbox
from donations.core.database import session
from donations.core.money import Money
from donations.core.outbox import Tick
from donations.giving.desk_models import ManualMethod, ManualRecord
from donations.giving.models import Donation, Refund
from donations.giving.states import Frequency
from donations.recurring.changes.change_request import today
from donations.recurring.events import SupportersToGuess
from donations.recurring.standing_orders.fitting_plans import hold_guesses, standing_orders_of
from donations.recurring.standing_orders.models import PlanGuess
from donations.recurring.standing_orders.rhythm import Rhythm, find_rhythm
from donations.supporters.models import Supporter

_MOST = 120  # of one amount: ten years of months, the newest


@dataclass(slots=True)
class LikelyDonations:
    """Those of one supporter and amount, oldest first: the days they came on, and which they are."""

    supporter_id: UUID
    amount: Money
    days: list[date] = field(default_factory=list)
    donations: list[tuple[UUID, str]] = field(default_factory=list)  # id and reference

    def keep_newest(self) -> None:
        """However long it goes on."""
        self.days, self.donations = self.days[-_MOST:], self.donations[-_MOST:]


def likely_donations(supporter_ids: Collection[UUID]) -> list[LikelyDonations]:
    """Of these supporters, in one question along the index of their gifts.

    Which count is asked by the day they came: by their state SQLite would go through all that count.
    """
    wanted = (
        select(Donation.supporter_id, Donation.amount, ManualRecord.received_on, Donation.id, Donation.reference)
        .join(ManualRecord, ManualRecord.donation_id == Donation.id)
        .where(Donation.supporter_id.in_(supporter_ids), Donation.frequency == Frequency.ONCE)
        .where(Donation.settled_at.is_not(None), ManualRecord.method == ManualMethod.BANK_TRANSFER)
        .where(~exists().where(Refund.donation_id == Donation.id))  # what was sent back was a mistake
        .order_by(ManualRecord.received_on, Donation.id)
    )
    groups: dict[tuple[UUID, Money], LikelyDonations] = {}
    for supporter_id, amount, day, donation_id, reference in session.execute(wanted):
        if supporter_id:
            group = groups.setdefault((supporter_id, amount), LikelyDonations(supporter_id, amount))
            group.days.append(day)
            group.donations.append((donation_id, reference))
    for group in groups.values():
        group.keep_newest()
    return [*groups.values()]


Key = tuple[UUID, Money]
_LEAST = 2  # donations


def guess_plans(supporter_ids: Collection[UUID]) -> None:
    """In the caller's transaction. What somebody said is no standing order stays dismissed."""
    hold_guesses()
    found = rhythms_of(likely_donations(supporter_ids))
    known = {(guess.supporter_id, guess.amount): guess for guess in _guesses_of(supporter_ids)}
    if not found and not known:
        return
    recorded = {(plan.supporter_id, plan.amount) for plan in standing_orders_of(supporter_ids)}
    for key, rhythm in found.items():
        if key not in recorded and rhythm.lapses_on > today():
            _keep(known.pop(key, None), key, rhythm)
    for guess in known.values():
        if guess.dismissed_at is None:
            session.delete(guess)
    session.flush()


def rhythms_of(groups: Collection[LikelyDonations]) -> dict[Key, Rhythm]:
    """Of those that have one."""
    several = (group for group in groups if len(group.days) >= _LEAST)
    found = (((group.supporter_id, group.amount), find_rhythm(group.days)) for group in several)
    return {key: rhythm for key, rhythm in found if rhythm}


def _guesses_of(supporter_ids: Collection[UUID]) -> list[PlanGuess]:
    wanted = select(PlanGuess).where(PlanGuess.supporter_id.in_(supporter_ids))
    return [*session.scalars(wanted.execution_options(populate_existing=True))]


def _keep(known: PlanGuess | None, key: Key, rhythm: Rhythm) -> None:
    guess = known or PlanGuess(supporter_id=key[0], amount=key[1])
    guess.interval, guess.anchor_on, guess.first_on = rhythm.interval, rhythm.anchor, rhythm.first_on
    guess.donations, guess.lapses_on = len(rhythm.places), rhythm.lapses_on
    session.add(guess)


SOME = 200
_BEFORE_ALL = UUID(int=0)


def find_standing_orders(_event: Tick) -> None:
    """By the clock: begin with the first supporter there is."""
    outbox.record(SupportersToGuess(_BEFORE_ALL))


def look_through_some(event: SupportersToGuess) -> None:
    """The next ones, and what follows them is owed."""
    following = select(Supporter.id).where(Supporter.id > event.after_id).order_by(Supporter.id).limit(SOME)
    some = [*session.scalars(following)]
    if some:
        guess_plans(some)
        outbox.record(SupportersToGuess(some[-1]))
