"""Somebody at the desk, doing to donations what the pages do; and what there is to see afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from sqlalchemy import select

from donations.core.database import session, transaction
from donations.core.money import Money
from donations.giving.disputes import Dispute
from donations.giving.models import Donation, Refund
from donations.giving.refunds.refund_donation import request_refund
from donations.reporting.donation_page.facts import donation_facts
from donations.staff.audit_trail import AuditEntry
from tests.colleague import colleague
from tests.story import Story


def zloty(minor: int) -> Money:
    return Money(minor, "PLN")


class Desk:
    """One person with an account; `story` is the service they work at."""

    def __init__(self, story: Story, role: str = "admin", email: str = "") -> None:
        self.story = story
        self.id: UUID = colleague(story.app, role, email).id

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """One transaction, as a page has it."""
        with self.story.inside(), transaction():
            yield

    @contextmanager
    def with_donation(self, number: int = 0) -> Iterator[Donation]:
        """The same, with one of all donations, oldest first."""
        with self.at_work():
            yield session.scalars(select(Donation).order_by(Donation.id)).all()[number]

    def asks_back(
        self, minor: int, reason: str = "a mistake", *, donation: int = 0, seen_left: Money | None = None
    ) -> UUID:
        """Request a refund; its row's id."""
        with self.with_donation(donation) as found:
            amount = Money(minor, found.currency)
            return request_refund(found, amount, by=self.id, reason=reason, seen_left=seen_left).id

    def refunds(self) -> list[tuple[int, str]]:
        """Amount and status of every refund, in the order they were made."""
        with self.story.inside():
            rows = session.scalars(select(Refund).order_by(Refund.first_heard_at, Refund.id)).all()
            return [(row.amount_minor, row.status) for row in rows]

    def refund(self, refund_id: UUID) -> Refund:
        """One refund, as it stands."""
        with self.story.inside():
            return session.get_one(Refund, refund_id)

    def left_on_page(self) -> str:
        """What the page of the oldest donation says may still be given back."""
        with self.story.inside():
            return donation_facts(self.story.donations()[0]["reference"]).left.plain()

    def disputes(self) -> list[tuple[int, str]]:
        """Amount and status of every dispute."""
        with self.story.inside():
            return [(row.amount_minor, row.status) for row in session.scalars(select(Dispute).order_by(Dispute.id))]

    def trail(self) -> list[str]:
        """What is in the audit trail of donations, in order."""
        with self.story.inside():
            requested = select(AuditEntry.action).where(AuditEntry.subject_kind != "staff")
            return list(session.scalars(requested.order_by(AuditEntry.sequence)))

    def sent_to_provider(self) -> list[dict[str, Any]]:
        """Every refund the provider has made."""
        return self.story.sandbox.all("refund")
