"""What the provider knows our funds by: a plan there is made for a product, one for each fund, under an id of ours."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column

from donations.core import clock
from donations.core.database import Base, lock_words, session
from donations.core.installation import installation
from donations.core.wording import in_language
from donations.funds.models import Fund
from donations.organisation.queries import the_organisation
from donations.payments.plan_requests import FundProduct


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
    language = the_organisation().default_language
    return FundProduct(f"fund_{fund_id.hex}_{here[:8]}", in_language(fund.name, language, language), here)


def is_made(fund_id: UUID) -> bool:
    """Whether the provider was asked for it before."""
    return session.get(FundProductMade, fund_id) is not None


def fund_of_product(product_id: str | None) -> UUID | None:
    """None for what we did not make there."""
    return session.scalar(select(FundProductMade.fund_id).where(FundProductMade.product_id == product_id))


def remember_product(fund_id: UUID) -> None:
    """The provider has it, however often it was asked."""
    lock_words("fund product", fund_id.hex)
    if not is_made(fund_id):
        session.add(FundProductMade(fund_id=fund_id, product_id=product_of(fund_id).product_id))
        session.flush()
