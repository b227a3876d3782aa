"""What lists and figures are read from: derived rows, kept in the transaction of what they are derived from."""

from datetime import date
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, composite, mapped_column

from donations.core.database import Base
from donations.core.money import Money

NO_CAMPAIGN = NO_FUND = UUID(int=0)  # in the key of a figure, where a missing value must be a value
# On SQLite the position is the row's own number, which the search index shares.
_POSITION = BigInteger().with_variant(Integer, "sqlite")


class ListedDonation(Base):
    """A donation, flat. Never written by hand: `relist` makes it from the donation and all that belongs to it."""

    __tablename__ = "listed_donation"
    __table_args__ = (
        # All that a figure needs, so that a cell is added up without leaving the index.
        Index(
            "ix_listed_donation_cell",
            *("day", "fund_id", "campaign_id", "currency", "status", "amount_minor", "refunded_minor"),
        ),
    )

    position: Mapped[int] = mapped_column(_POSITION, primary_key=True, autoincrement=False)
    rank: Mapped[int] = mapped_column(unique=True)  # as the position, by amount
    donation_id: Mapped[UUID] = mapped_column(ForeignKey("donation.id"), unique=True)
    day: Mapped[date]  # received, else started, in the organisation's zone
    status: Mapped[str] = mapped_column(String(10))
    fund_id: Mapped[UUID]  # nil: divided among several
    campaign_id: Mapped[UUID]  # nil: none
    placement: Mapped[str | None] = mapped_column(String(120))
    method: Mapped[str | None] = mapped_column(String(40))
    last4: Mapped[str | None] = mapped_column(String(4))
    amount_minor: Mapped[int]
    refunded_minor: Mapped[int]  # has left and did not come back
    currency: Mapped[str] = mapped_column(String(3))
    amount: Mapped[Money] = composite("amount_minor", "currency")
    refunded: Mapped[Money] = composite("refunded_minor", "currency")
    size: Mapped[int]  # thousandths of the currency's unit: figures as they are read, whatever the currency
    is_held: Mapped[bool]
    has_message: Mapped[bool]
    is_disputed: Mapped[bool]
    words: Mapped[str]  # folded, to be found by
    marks: Mapped[str]  # one for each filter the donation passes


class DayFigure(Base):
    """Donations of a day for a fund, from a campaign, in a currency and state: how many, how much, what went back."""

    __tablename__ = "day_figure"
    __table_args__ = (
        # All that the figures of a span need, so that they are added up without leaving the index.
        Index(
            "ix_day_figure_received",
            *("status", "day", "currency", "gifts", "amount_minor", "refunded_minor"),
        ),
        # In the order they are grouped by: the figures of five years are added up in one walk along it.
        Index(
            "ix_day_figure_sums",
            *("currency", "status", "fund_id", "campaign_id", "day", "gifts", "amount_minor", "refunded_minor"),
        ),
    )

    day: Mapped[date] = mapped_column(primary_key=True)
    fund_id: Mapped[UUID] = mapped_column(primary_key=True)
    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    currency: Mapped[str] = mapped_column(String(3), primary_key=True)
    status: Mapped[str] = mapped_column(String(10), primary_key=True)
    donations: Mapped[int] = mapped_column("gifts")
    amount_minor: Mapped[int]
    refunded_minor: Mapped[int]
