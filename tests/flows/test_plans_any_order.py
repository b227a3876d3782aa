"""The provider's words about plans may come in any order and any number: the end is the same."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from donations.core import clock
from donations.core.money import Money
from donations.payments.gateway import PlanEndRequest, PlanMomentRequest, PlanPriceRequest, PlanTerms
from donations.payments.stripe_gateway import StripeGateway
from tests.flows.telling import Order, Telling, orders
from tests.selection import Size, size_of
from tests.story import Story, Visitor

# Other orders, on SQLite and on PostgreSQL.
EXAMPLES: dict[Size, tuple[int, int]] = {"quick": (2, 1), "usual": (2, 1), "full": (20, 10)}
SETTLED = ("settled", "settled")


def begins(story: Story, outcome: str = "paid", currency: str = "PLN", **given: str) -> Visitor:
    visitor = story.visitor()
    visitor.starts("50.00", currency, **{"frequency": "monthly", **given})
    visitor.pays(outcome)
    return visitor


def passes(story: Story, days: int) -> None:
    story.waits(days=days)
    story.sandbox.events()


def gateway(story: Story) -> StripeGateway:
    return StripeGateway("sk_test_sandbox", http_client=story.sandbox.http_client())


def plan_of(story: Story) -> str:
    return str(story.sandbox.all("subscription")[0]["id"])


def is_collected_twice_more(story: Story) -> None:
    begins(story)
    passes(story, 62)


def is_declined_first(story: Story) -> None:
    begins(story, "declined").pays()


def begins_slowly(story: Story) -> None:
    begins(story, "settles_later", "EUR")
    passes(story, 5)


def fails_and_is_paid_by_the_provider(story: Story) -> None:
    begins(story)
    story.sandbox.set_card(plan_of(story), "insufficient_funds")
    passes(story, 31)
    story.sandbox.set_card(plan_of(story), "ok")
    passes(story, 6)


def fails(story: Story) -> None:
    begins(story)
    story.sandbox.set_card(plan_of(story), "insufficient_funds")
    passes(story, 36)


def fails_and_is_ended(story: Story) -> None:
    fails(story)
    open_invoices = tuple(each["id"] for each in story.sandbox.all("invoice") if each["status"] == "open")
    gateway(story).cancel_plan(PlanEndRequest("end", plan_of(story), open_invoices))


def ends_elsewhere_and_is_paid_by_hand(story: Story) -> None:
    fails(story)
    gateway(story).cancel_plan(PlanEndRequest("end", plan_of(story)))
    passes(story, 1)
    story.sandbox.choose_on_invoice(story.sandbox.all("invoice")[-1]["id"], "other_card")


def is_paused_and_goes_on(story: Story) -> None:
    begins(story)
    story.waits(seconds=2)  # what is told of one second is looked up, and in these stories nobody answers
    until = clock.now() + timedelta(days=40)
    gateway(story).pause_plan(PlanMomentRequest("pause", plan_of(story), until))
    passes(story, 70)


def is_changed_and_cancelled(story: Story) -> None:
    begins(story)
    story.waits(seconds=2)
    seen, product = gateway(story).find_plan(plan_of(story)), story.sandbox.all("product")[0]["id"]
    price = PlanPriceRequest("price", seen.plan_id, seen.item_id, Money(7000, "PLN"), PlanTerms(1, product))
    gateway(story).change_plan(price)
    passes(story, 31)
    gateway(story).cancel_plan(PlanEndRequest("end", seen.plan_id))
    passes(story, 31)


def is_refunded_and_disputed(story: Story) -> None:
    begins(story)
    passes(story, 31)
    first, second = (each["id"] for each in story.sandbox.all("payment_intent"))
    story.sandbox.refund(first, 2000)
    story.sandbox.dispute(second)


STORIES: dict[str, tuple[Callable[[Story], None], str, list[tuple[str, str]]]] = {
    "collected three times": (is_collected_twice_more, "active", [SETTLED] * 3),
    "declined on the page, then begun": (is_declined_first, "active", [SETTLED]),
    "begun by a slow debit": (begins_slowly, "active", [SETTLED]),
    "failed, then paid": (fails_and_is_paid_by_the_provider, "active", [SETTLED] * 2),
    "failed": (fails, "past_due", [("failing", ""), SETTLED]),
    "failed, then ended": (fails_and_is_ended, "cancelled", [("lost", ""), SETTLED]),
    "ended elsewhere, then paid by hand": (ends_elsewhere_and_is_paid_by_hand, "cancelled", [SETTLED] * 2),
    "paused": (is_paused_and_goes_on, "active", [SETTLED, SETTLED, ("skipped", "")]),
    "changed, then cancelled": (is_changed_and_cancelled, "cancelled", [SETTLED] * 2),
    "refunded and disputed": (is_refunded_and_disputed, "active", [SETTLED] * 2),
}


@pytest.fixture
def report_of(
    story: Story, database: str, memory: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str], Telling]]:
    """Lets the story of that name happen. Its receipts are not set in type: hundreds of them are issued here."""
    monkeypatch.setattr("donations.receipts.documents.render_receipt", lambda *_, **__: b"%PDF-1.7")
    made: list[Telling] = []

    def happened(name: str) -> Telling:
        STORIES[name][0](story)
        made.append(Telling(story, database, memory))
        return made[0]

    yield happened
    made[0].end()


@pytest.mark.parametrize("name", STORIES)
def test_told_in_any_order_and_repeated_a_plan_ends_the_same(
    report_of: Callable[[str], Telling], database: str, name: str, pytestconfig: pytest.Config
) -> None:
    telling, (_, status, expected) = report_of(name), STORIES[name]
    end, broken = telling.tell(telling.in_order())
    [plan] = end["plans"]
    assert plan["status"] == status
    assert sorted((each[2], each[10]) for each in plan["instalments"]) == expected
    assert broken == []

    @settings(
        max_examples=EXAMPLES[size_of(pytestconfig)][database.startswith("postgresql")],
        deadline=None,
        database=None,
        derandomize=True,  # the same orders each time: whoever changes the code looks for others
        suppress_health_check=list(HealthCheck),
    )
    @given(orders(len(telling.events)))
    def ends_the_same(order: Order) -> None:
        assert telling.tell(order) == (end, [])

    ends_the_same()
