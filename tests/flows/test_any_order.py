"""The provider's words may come in any order and any number: the end is the same, and the books hold together."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from donations.core.money import Money
from tests.flows.made_up_events import pays_again
from tests.flows.telling import Order, Telling, orders
from tests.selection import Size, size_of
from tests.story import Story, Visitor

# Other orders, on SQLite and on PostgreSQL.
EXAMPLES: dict[Size, tuple[int, int]] = {"quick": (4, 1), "usual": (4, 1), "full": (8, 3)}
FIFTY = Money(5000, "PLN")


def visitor_of(story: Story, currency: str = "PLN") -> Visitor:
    visitor = story.visitor()
    visitor.starts("50.00", currency)
    return visitor


def pays(story: Story, *outcomes: str, currency: str = "PLN") -> Visitor:
    visitor = visitor_of(story, currency)
    for outcome in outcomes or ("paid",):
        visitor.pays(outcome)
    if outcomes and outcomes[-1].endswith("later"):
        story.waits(days=4)
        story.sandbox.events()
    return visitor


def is_refunded(story: Story, *amounts: int | None) -> None:
    visitor = pays(story)
    for amount in amounts:
        story.sandbox.refund(visitor.payment_id, amount)


def refund_fails(story: Story) -> None:
    visitor = pays(story)
    refund = story.sandbox.refund(visitor.payment_id, 2000)
    story.sandbox.refund(visitor.payment_id, 1000)
    story.sandbox.fail_refund(refund["id"])


def slow_refunds(story: Story) -> None:
    visitor = pays(story, "settles_later", currency="EUR")
    story.sandbox.refund(visitor.payment_id, 1000)
    story.sandbox.refund(visitor.payment_id, 2000, fail_later=True)
    story.waits(days=4)
    story.sandbox.events()


def goes_back_for_100(story: Story) -> Visitor:
    visitor = visitor_of(story)
    visitor.pays("declined")
    visitor.returns_to_form()
    visitor.sends(amount=None, amount_other="100")
    return visitor


def runs_out(story: Story) -> None:
    story.waits(minutes=61)
    story.sandbox.events()


def is_declined_and_runs_out(story: Story) -> None:
    pays(story, "declined")
    runs_out(story)


def goes_back_and_runs_out(story: Story) -> None:
    goes_back_for_100(story)
    runs_out(story)


def is_paid_twice(story: Story) -> tuple[str, str]:
    visitor = pays(story)
    story.waits(minutes=1)
    return visitor.payment_id, pays_again(story, FIFTY)


def is_paid_twice_and_returned(story: Story, which: int, amount: int | None = None) -> None:
    story.sandbox.refund(is_paid_twice(story)[which], amount)


def is_disputed(story: Story, outcome: str, amount: int | None = None, refunded: int = 0) -> None:
    visitor = pays(story)
    if refunded:
        story.sandbox.refund(visitor.payment_id, refunded)
    dispute = story.sandbox.dispute(visitor.payment_id, amount)
    story.waits(days=20)
    story.sandbox.close_dispute(dispute["id"], outcome)


def is_paid_twice_and_disputed(story: Story) -> None:
    _, second = is_paid_twice(story)
    dispute = story.sandbox.dispute(second)
    story.sandbox.close_dispute(dispute["id"], "lost")


def is_paid_thrice(story: Story) -> None:
    _, second = is_paid_twice(story)
    story.waits(minutes=1)
    pays_again(story, FIFTY)
    story.sandbox.refund(second, 100)


def is_paid_wrongly_and_rightly(story: Story) -> None:
    visitor = visitor_of(story)
    pays_again(story, Money(2500, "PLN"))
    visitor.pays()


def is_paid_wrongly_and_runs_out(story: Story) -> None:
    visitor_of(story)
    pays_again(story, Money(2500, "PLN"))
    runs_out(story)


SETTLED = ("settled", None, 5000)
HELD_TWICE = ("processing", "paid_twice", None)
STORIES: dict[str, tuple[Callable[[Story], object], list[tuple[str, str | None, int | None]]]] = {
    "paid": (pays, [SETTLED]),
    "declined, then paid": (lambda story: pays(story, "declined", "insufficient_funds", "paid"), [SETTLED]),
    "settles later": (lambda story: pays(story, "settles_later"), [SETTLED]),
    "fails later": (lambda story: pays(story, "fails_later"), [("failed", None, None)]),
    "runs out": (is_declined_and_runs_out, [("expired", None, None)]),
    "partly refunded twice": (lambda story: is_refunded(story, 2000, 500), [("settled", None, 2500)]),
    "wholly refunded": (lambda story: is_refunded(story, 2000, None), [("settled", None, None)]),
    "a refund fails after it had succeeded": (refund_fails, [("settled", None, 4000)]),
    "slow refunds, one of which fails": (slow_refunds, [("settled", None, 4000)]),
    "back for 100, then paid": (lambda story: goes_back_for_100(story).pays(), [("settled", None, 10000)]),
    "back for 100, then runs out": (goes_back_and_runs_out, [("expired", None, None)]),
    "disputed and lost": (lambda story: is_disputed(story, "lost"), [("settled", None, None)]),
    "disputed and won": (lambda story: is_disputed(story, "won"), [SETTLED]),
    "partly refunded, partly lost": (lambda story: is_disputed(story, "lost", 1500, 2000), [("settled", None, 1500)]),
    "paid twice, the second disputed": (is_paid_twice_and_disputed, [HELD_TWICE, SETTLED]),
    "paid twice": (is_paid_twice, [HELD_TWICE, SETTLED]),
    "paid twice, the second returned": (lambda story: is_paid_twice_and_returned(story, 1), [HELD_TWICE, SETTLED]),
    "paid twice, the first returned in part": (
        lambda story: is_paid_twice_and_returned(story, 0, 1000),
        [HELD_TWICE, ("settled", None, 4000)],
    ),
    "paid three times": (is_paid_thrice, [HELD_TWICE, HELD_TWICE, SETTLED]),
    "paid a wrong sum and the right one": (is_paid_wrongly_and_rightly, [HELD_TWICE, SETTLED]),
    "paid a wrong sum, then runs out": (is_paid_wrongly_and_runs_out, [("expired", "amount_differs", None)]),
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
def test_told_in_any_order_and_repeated_the_end_is_the_same(
    report_of: Callable[[str], Telling], database: str, name: str, pytestconfig: pytest.Config
) -> None:
    telling, expected = report_of(name), STORIES[name][1]
    end, broken = telling.tell(telling.in_order())
    assert sorted((each["status"], each["held"], each["receipt"]) for each in end["donations"]) == expected
    assert broken == []

    @settings(
        max_examples=EXAMPLES[size_of(pytestconfig)][database.startswith("postgresql")],
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(orders(len(telling.events)))
    def ends_the_same(order: Order) -> None:
        assert telling.tell(order) == (end, [])

    ends_the_same()
