"""Gifts that may be of a standing order nobody recorded: by bank transfer, each by itself, several of one amount."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import exists, select

from donations.core.database import session
from donations.core.money import Money
from donations.giving.desk_models import ManualMethod, ManualRecord
from donations.giving.models import Donation, Refund
from donations.giving.states import Frequency

_MOST = 120  # of one amount: ten years of months, the newest


@dataclass(slots=True)
class LikelyGifts:
    """Those of one supporter and amount, oldest first: the days they came on, and which they are."""

    supporter_id: UUID
    amount: Money
    days: list[date] = field(default_factory=list)
    gifts: list[tuple[UUID, str]] = field(default_factory=list)  # id and reference

    def keep_newest(self) -> None:
        """However long it goes on."""
        self.days, self.gifts = self.days[-_MOST:], self.gifts[-_MOST:]


def likely_gifts(supporter_ids: Collection[UUID]) -> list[LikelyGifts]:
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
    groups: dict[tuple[UUID, Money], LikelyGifts] = {}
    for supporter_id, amount, day, donation_id, reference in session.execute(wanted):
        if supporter_id:
            group = groups.setdefault((supporter_id, amount), LikelyGifts(supporter_id, amount))
            group.days.append(day)
            group.gifts.append((donation_id, reference))
    for group in groups.values():
        group.keep_newest()
    return [*groups.values()]
