"""The foundation, and its texts that have versions: about data, and the terms of giving."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from donations.core import clock, ids
from donations.core.database import Base
from donations.core.money import Money


class Organisation(Base):
    """The single row of the foundation. Texts people read are dictionaries by language."""

    __tablename__ = "organisation"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    name: Mapped[dict[str, str]]
    mission: Mapped[dict[str, str]]  # why to give, in one sentence
    purpose: Mapped[dict[str, str]]  # the statutory aim, as receipts print it
    legal_name: Mapped[str]
    address_line: Mapped[str]
    postcode: Mapped[str] = mapped_column(String(20))
    city: Mapped[str]
    country: Mapped[str] = mapped_column(String(2))
    registration: Mapped[dict[str, str]]  # krs, nip, regon …
    # What the law wants said beneath pages and letters: register court, who supervises.
    legal_notice: Mapped[dict[str, str] | None] = mapped_column(default=None)
    contact_email: Mapped[str]
    website: Mapped[str]
    bank_account: Mapped[str] = mapped_column(String(34))
    accent: Mapped[str] = mapped_column(String(7))
    zone: Mapped[str] = mapped_column(String(64))
    default_language: Mapped[str] = mapped_column(String(2))
    receipt_pack: Mapped[str] = mapped_column(String(20))
    receipt_series: Mapped[str] = mapped_column(String(10))
    receipt_needs_address: Mapped[bool]
    sender_name: Mapped[str]
    sender_email: Mapped[str]
    currencies: Mapped[dict[str, Any]]  # code -> presets, minimum, maximum, in minor units
    changed_at: Mapped[datetime] = mapped_column(default=clock.now, onupdate=clock.now)
    logo: Mapped["OrganisationLogo | None"] = relationship(
        lazy="joined", viewonly=True
    )  # read along: most pages show it

    def presets(self, currency: str) -> list[Money]:
        """The amounts offered in this currency."""
        return [Money(minor, currency) for minor in self.currencies[currency]["presets"]]

    def limits(self, currency: str) -> tuple[Money, Money]:
        """The least and the most one donation may be in this currency."""
        row = self.currencies[currency]
        return Money(row["minimum"], currency), Money(row["maximum"], currency)


class OrganisationLogo(Base):
    """The picture beside the name: always a PNG made by us, small enough for any page."""

    __tablename__ = "organisation_logo"
    __table_args__ = (CheckConstraint("width BETWEEN 1 AND 400 AND height BETWEEN 1 AND 160", name="size"),)

    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id"), primary_key=True, autoincrement=False, default=1
    )
    picture: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    width: Mapped[int]
    height: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))  # SHA-256 of the picture
    shows_name: Mapped[bool]  # the name is part of the picture, and not written beside it
    changed_at: Mapped[datetime] = mapped_column(default=clock.now, onupdate=clock.now)


class VersionedText(Base):
    """A text shown to the public. Never edited: a new wording is a new version, counted in each language by itself."""

    __abstract__ = True

    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new_id)
    language: Mapped[str] = mapped_column(String(2))
    version: Mapped[int]
    text: Mapped[str]  # blocks divided by blank lines; a block starting with "# " is a heading
    published_at: Mapped[datetime] = mapped_column(default=clock.now)

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[UniqueConstraint]:
        return (UniqueConstraint("language", "version"),)


class PrivacyText(VersionedText):
    """What visitors read about their data."""

    __tablename__ = "privacy_text"


class TermsText(VersionedText):
    """The terms of giving, which whoever gives accepts; there need not be any."""

    __tablename__ = "terms_text"
