"""Supporters by name, for stories with many plans: each is called as the address begins."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from donations.core.database import session, transaction
from donations.core.installation import installation
from donations.core.money import Money
from donations.giving.balances import refundable_amount, remaining_amount
from donations.giving.models import Donation, Payment
from donations.payments.gateway import Gateway, RefundRequest
from donations.payments.receive_event import store_fetched
from donations.recurring.changes import change_request
from donations.recurring.changes.change_card import card_request_for, record_card_page, start_card_change
from donations.recurring.changes.request_change import ask_for_change
from donations.recurring.models import RecurringPlan
from tests.plans import SUPPORTER
from tests.story import Story, Visitor


def address(who: str) -> str:
    return f"{who}@example.org"


@dataclass
class Town:
    """They give to one service."""

    story: Story

    @property
    def gateway(self) -> Gateway:
        gateway: Gateway = self.story.app.extensions["services"].gateway()
        return gateway

    def begins(self, who: str, amount: str = "50.00", language: str = "en", **given: Any) -> Visitor:
        """A plan; the payment page is open."""
        visitor = self.story.visitor(language)
        fields = {"frequency": "monthly", "email": address(who), "name": who.title(), **given}
        answer = visitor.starts(amount, **fields)
        assert answer.status_code == 303, answer.text
        return visitor

    def asks(self, who: str, wish: change_request.ChangeRequest) -> None:
        with self.story.inside(), transaction():
            ask_for_change(self._plan(who), wish, SUPPORTER)

    def gives_another_card(self, who: str) -> None:
        with self.story.inside():
            with transaction():
                change_id = start_card_change(self._plan(who), SUPPORTER)
            request = card_request_for(change_id, installation().installation_id, "http://a.test/", "http://b.test/")
            session.rollback()
            page = self.gateway.open_card_checkout(request)
            with transaction():
                record_card_page(change_id, page)
        self.story.sandbox.choose(str(page.session_id), "saved")

    def card_answers(self, who: str, how: str) -> None:
        with self.story.inside():
            plan = str(self._plan(who).provider_plan_id)
        self.story.sandbox.set_card(plan, how)

    def newest_payment(self, who: str) -> str:
        paid = select(Payment.provider_payment_id).join(Donation).where(Donation.donor_email == address(who))
        with self.story.inside():
            return str(session.scalars(paid.order_by(Payment.succeeded_at.desc())).first())

    def gets_back(self, who: str, minor: int) -> None:
        """As staff give it back: under the id of a row of ours."""
        with self.story.inside():
            here = str(installation().installation_id)
        self.gateway.refund(
            RefundRequest(str(uuid4()), here, "7KQ4-M2XF", self.newest_payment(who), Money(minor, "PLN"))
        )

    def goes_on(self, *days: int) -> None:
        """So many days pass, and each time some hours more, in which the provider collects."""
        for step in days:
            self.story.waits(days=step)
            self.settles()
            self.story.waits(hours=2)
            self.settles()

    def settles(self) -> None:
        """Webhooks are stored together, past HTTP and signatures; the worker works."""
        bodies: list[bytes] = []

        def take(body: bytes, _headers: Mapping[str, str]) -> int:
            bodies.append(body)
            return 200

        self.story.sandbox.deliver(take)
        with self.story.inside(), transaction():
            store_fetched(*bodies)
        self.story.drains()

    def names(self) -> list[str]:
        """Of those who have a plan."""
        with self.story.inside():
            return sorted(each.partition("@")[0] for each in session.scalars(select(RecurringPlan.donor_email)))

    def books_of(self, who: str) -> dict[str, Any]:
        """All that the books say of somebody's plan and its donations, by whatever names."""
        with self.story.inside():
            plan = self._plan(who)
            donations = [each.donation for each in plan.instalments if each.donation]
            return {
                "state": (plan.status, plan.end_reason, plan.next_on, plan.paused_until),
                "terms": (plan.amount.plain(), plan.interval, plan.fund.slug, plan.language, plan.payment_method_id),
                "instalments": [(each.period_start, each.status, each.amount.plain()) for each in plan.instalments],
                "donations": [
                    (
                        donation.status,
                        donation.held_reason,
                        donation.frequency,
                        donation.amount.plain(),
                        donation.allocations[0].fund.slug,
                    )
                    for donation in donations
                ],
                "left": [
                    (remaining_amount(donation).plain(), refundable_amount(donation).plain()) for donation in donations
                ],
                "is named": plan.reference == session.get_one(Donation, plan.first_donation_id).reference,
            }

    def _plan(self, who: str) -> RecurringPlan:
        return session.scalars(select(RecurringPlan).where(RecurringPlan.donor_email == address(who))).one()
