"""Attempts to be paid: rows made before the provider is asked, so that a repeated request is equal to the byte."""

import re
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column

from donations.core import clock, outbox
from donations.core.database import Base, lock_words, session
from donations.core.installation import installation
from donations.core.money import Money
from donations.core.wording import in_language
from donations.funds.models import Fund
from donations.giving.events import CancelRequested
from donations.giving.models import CheckoutAttempt, Donation
from donations.giving.queries import donation_by_id
from donations.giving.states import MONTHS, DonationStatus, Frequency
from donations.organisation.links import Links
from donations.organisation.queries import the_organisation
from donations.payments.gateway import Checkout, CheckoutLine, CheckoutRequest, CheckoutStatus, FundProduct, PlanTerms

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


def request_for(attempt_id: UUID, links: Links, installation_id: UUID) -> CheckoutRequest:
    """The page to ask for, read from the stored attempt alone: a repeat is equal to the byte."""
    attempt = session.get_one(CheckoutAttempt, attempt_id)
    donation_id, language = attempt.donation_id, attempt.language
    return CheckoutRequest(
        idempotency_key=f"checkout:{donation_id}:{attempt.number}",
        reference=attempt.donation.reference,
        installation_id=str(installation_id),
        lines=tuple(CheckoutLine(name, Money(minor, attempt.currency)) for name, minor in attempt.lines),
        email=attempt.email,
        language=language,
        expires_at=attempt.expires_at,
        success_url=links.thanks(donation_id, language),
        cancel_url=links.back_to_form(donation_id, language),
        plan=_terms(attempt),
    )


def product_needed(attempt_id: UUID) -> FundProduct | None:
    """What the provider must have before the page of a plan can be opened; None when it has it."""
    fund_id = session.get_one(CheckoutAttempt, attempt_id).fund_id
    return None if fund_id is None or is_made(fund_id) else product_of(fund_id)


def record_product(attempt_id: UUID) -> None:
    """The provider has the product of the attempt's fund."""
    fund_id = session.get_one(CheckoutAttempt, attempt_id).fund_id
    assert fund_id  # noqa: S101 - it was asked for because there is one
    remember_product(fund_id)


def record_opened(attempt_id: UUID, checkout: Checkout) -> None:
    """The page is there. Told twice by two clicks at once, it is the same page. That of an ended donation ends, too."""
    donation, attempt = _locked(attempt_id)
    attempt.session_id, attempt.url = checkout.session_id, checkout.url or attempt.url
    session.flush()
    if donation.status == DonationStatus.EXPIRED:
        outbox.record(CancelRequested(donation.id))


def record_refused(attempt_id: UUID) -> None:
    """The provider answered with an error, and would repeat it under this attempt's key."""
    session.get_one(CheckoutAttempt, attempt_id, with_for_update=True).refused_at = clock.now()
    session.flush()


def record_found(attempt_id: UUID, checkout: Checkout) -> None:
    """What became of a page that was open. A finished page makes its attempt the one that counts again."""
    donation, attempt = _locked(attempt_id)
    if checkout.status == CheckoutStatus.EXPIRED:
        attempt.ended_at = attempt.ended_at or clock.now()
    elif checkout.status == CheckoutStatus.COMPLETE:
        attempt.superseded_at = None
        donation.advance(DonationStatus.PROCESSING)
    session.flush()


def _terms(attempt: CheckoutAttempt) -> PlanTerms | None:
    months = MONTHS.get(Frequency(attempt.frequency))
    return PlanTerms(months, product_of(attempt.fund_id).product_id) if months and attempt.fund_id else None


def _locked(attempt_id: UUID) -> tuple[Donation, CheckoutAttempt]:
    """The donation first, as everywhere."""
    donation_id = session.scalars(select(CheckoutAttempt.donation_id).where(CheckoutAttempt.id == attempt_id)).one()
    donation = donation_by_id(donation_id, lock=True)
    return donation, session.get_one(CheckoutAttempt, attempt_id, with_for_update=True)
