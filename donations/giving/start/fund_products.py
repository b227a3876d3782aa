"""What the provider knows our funds by: a plan there is made for a product, one for each fund, under an id of ours."""

import re
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from donations.core import clock
from donations.core.database import Base, lock_words, session
from donations.core.installation import installation
from donations.core.wording import in_language
from donations.funds.models import Fund
from donations.organisation.queries import the_organisation
from donations.payments.gateway import FundProduct

_LONGEST_NAME = 250
_OURS = re.compile(r"fund_([0-9a-f]{32})_[0-9a-f]{8}")


class FundProductMade(Base):
    """The provider has this fund's product."""

    __tablename__ = "fund_product"

    fund_id: Mapped[UUID] = mapped_column(ForeignKey("fund.id"), primary_key=True)
    product_id: Mapped[str] = mapped_column(String(60), unique=True)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)


def product_of(fund_id: UUID) -> FundProduct:
    """Its id is made of ours: two who ask for it at once ask for the same."""
    here = str(installation().installation_id)
    fund = session.get_one(Fund, fund_id)
    return FundProduct(_id_of_product(fund_id), _in_every_language(fund.name), here)


def _id_of_product(fund_id: UUID) -> str:
    return f"fund_{fund_id.hex}_{str(installation().installation_id)[:8]}"


def _in_every_language(name: Mapping[str, str]) -> str:
    """One product is for givers of each language: `Fundusz statutowy / Mission Fund`."""
    ours = in_language(name, default := the_organisation().default_language, default)
    return " / ".join(dict.fromkeys((ours, *name.values())))[:_LONGEST_NAME]


def is_made(fund_id: UUID) -> bool:
    """Whether the provider was asked for it before."""
    return session.get(FundProductMade, fund_id) is not None


def fund_of_product(product_id: str | None) -> UUID | None:
    """None for what is no product of ours. Its name tells: after a restored backup we may have forgotten making it."""
    named = _OURS.fullmatch(product_id or "")
    fund = session.get(Fund, UUID(named[1])) if named else None
    return fund.id if fund and product_id == _id_of_product(fund.id) else None


def remember_product(fund_id: UUID) -> None:
    """The provider has it, however often it was asked."""
    lock_words("fund product", fund_id.hex)
    if not is_made(fund_id):
        session.add(FundProductMade(fund_id=fund_id, product_id=product_of(fund_id).product_id))
        session.flush()
