"""Plans and what happens to them: their people change their minds, their cards fail, workers die."""

import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from donations.core import clock
from donations.core.database import session, transaction
from donations.core.drain import drain
from donations.core.errors import Refused
from donations.core.money import Money
from donations.payments.gateway import GatewayRefused, GatewayUnreachable, PlanMomentRequest
from donations.payments.receive_event import store_fetched
from donations.recurring.changes import change_request
from donations.recurring.changes.request_change import Requester, ask_for_change
from donations.recurring.models import RecurringPlan
from donations.recurring.queries import cancelling_of, plan_by_id
from donations.recurring.reasons import RequestedBy
from donations.recurring.states import Interval, PlanStatus
from donations.sandbox.errors import Failure, Failures
from tests.story import Story

LEASE = timedelta(minutes=1)
_OFTEN = {"monthly": 8, "yearly": 1}
_DEADLY = 0.03  # of all commits of a worker
_OF_SO_MANY = 12  # plans, something happens to one at a time
_UNHEARD = 4  # tries of ours, a day or some apart
_A_MONTH_AND_A_FORTNIGHT = 45
_CARDS = {"ok": 6, "insufficient_funds": 2, "generic_decline": 1}


class Killed(BaseException):
    """The worker is gone, whatever it was doing."""


def lives_again(seed: int, patch: pytest.MonkeyPatch) -> None:
    """Ids come out of the seed, and nothing depends on how quick the machine is: the same life can be told again."""
    lots = random.Random(seed)
    patch.setattr("secrets.randbits", lots.getrandbits)
    patch.setattr("secrets.choice", lots.choice)
    patch.setattr("secrets.token_bytes", lambda count=32: lots.randbytes(count))
    patch.setattr("donations.core.drain._BUDGET", dict.fromkeys(("sqlite", "postgresql"), float("inf")))


@dataclass
class Life:
    """Plans in a service, and the lots that decide what happens next."""

    story: Story
    lots: random.Random
    deaths: int = 0
    requested: int = 0
    begun: int = 0
    gave_up: int = 0
    is_at_work: bool = field(default=False, init=False)

    def begins(self, number: int, often: str | None = None) -> None:
        """One more visitor, somewhere in the first month, at any time of day."""
        self.story.waits(minutes=self.lots.randrange(60, 2 * 24 * 60))
        visitor = self.story.visitor(("en", "pl")[number % 2])
        often = often or self.lots.choices([*_OFTEN], weights=[*_OFTEN.values()])[0]
        answer = visitor.starts(f"{20 + number}.00", frequency=often, email=f"giver.{number}@example.org")
        assert answer.status_code == 303, answer.text
        visitor.pays(self.lots.choice(("paid", "paid", "paid", "settles_later")))
        self.begun += 1
        self.goes_on()

    def lives(self, days: int) -> None:
        """That long, some days at a time; in each of them anything may happen to one or two."""
        end = days
        while end > 0:
            step = self.lots.randrange(2, 9)
            self.story.waits(days=step, seconds=self.lots.randrange(3600))
            end -= step
            self._happens()
            self.goes_on()

    def goes_on(self) -> None:
        """Webhooks come in any order and twice; the worker works, dies, and another one begins."""
        self._hears(shuffle=self.lots.randrange(2**32), copies=self.lots.choice((1, 1, 2)))
        self._works()

    def comes_to_rest(self) -> None:
        """Everything that is owed is done."""
        for wait in [*[{"days": 1}] * 12, *[{"minutes": 10}] * 3]:  # what the last day brought is done, too
            self.story.waits(**wait)
            self._hears()
            self.story.drains()

    def is_busy(self) -> None:
        """Things have just happened, half of the webhooks about them wait at the door, and nothing is worked off."""
        for _ in range(4):
            self._happens()
        bodies: list[bytes] = []

        def take(body: bytes, _headers: Mapping[str, str]) -> int:
            if self.lots.random() < 0.5:
                return 503
            bodies.append(body)
            return 200

        self.story.sandbox.deliver(take, shuffle=1)
        with self.story.inside(), transaction():
            store_fetched(*bodies)

    def _hears(self, **disorder: int) -> None:
        """Webhooks by the hundred, past HTTP and signatures: all that waits at the door is stored together."""
        bodies: list[bytes] = []

        def take(body: bytes, _headers: Mapping[str, str]) -> int:
            bodies.append(body)
            return 200

        self.story.sandbox.deliver(take, **disorder)
        with self.story.inside(), transaction():
            store_fetched(*bodies)

    def _happens(self) -> None:
        deeds = (self._changes, self._card, self._network, self._moved_elsewhere, self._gives_up)
        many = max(self.begun // _OF_SO_MANY, 1) * self.lots.choice((0, 1, 1, 2))
        for deed in self.lots.choices(deeds, weights=(8, 5, 2, 1, 2), k=many):
            deed()

    def _changes(self) -> None:
        with self.story.inside(), suppress(Refused), transaction():
            plan = plan_by_id(self.lots.choice(self._living()))
            ask_for_change(plan, self._wish(plan), Requester(RequestedBy.SUPPORTER))
            self.requested += 1

    def _wish(self, plan: RecurringPlan) -> change_request.ChangeRequest:
        may_be = change_request.dates_to_choose(plan)
        day = may_be[0] + timedelta(days=self.lots.randrange(28)) if may_be else plan.anchor_on
        wishes: dict[Callable[[], change_request.ChangeRequest], int] = {
            lambda: change_request.amount(Money(self.lots.randrange(2000, 9000), plan.currency)): 4,
            lambda: change_request.next_collection(day): 3,
            lambda: change_request.interval(self.lots.choice([*Interval])): 1,
            lambda: change_request.pause(self.lots.randrange(1, 7)): 3,
            change_request.leave_out: 3,
            change_request.resume: 3,
            change_request.cancel: 1,
        }
        return self.lots.choices([*wishes], weights=[*wishes.values()])[0]()

    def _card(self) -> None:
        with self.story.inside():
            plan_id = plan_by_id(self.lots.choice(self._living())).provider_plan_id
        card = self.lots.choices([*_CARDS], weights=[*_CARDS.values()])[0]
        self.story.sandbox.set_card(str(plan_id), card)

    def _moved_elsewhere(self) -> None:
        """Somebody at the provider's own desk has a plan collected tomorrow, in a time that may be paid for."""
        with self.story.inside():
            plan_id = str(plan_by_id(self.lots.choice(self._living())).provider_plan_id)
        tomorrow = PlanMomentRequest(f"elsewhere-{clock.now()}", plan_id, clock.now() + timedelta(days=1))
        with suppress(GatewayRefused, GatewayUnreachable):
            self.story.app.extensions["services"].gateway().move_plan_date(tomorrow)

    def gives_up(self, number: int) -> None:
        """One more, whose card fails after a month: what is found about those who give up is not left to lots."""
        self.story.sandbox._failures = Failures()  # those that were left over, as nobody asked any more
        self.begins(number, "monthly")
        plan = self.story.sandbox.all("subscription")[-1]["id"]
        self.story.sandbox.set_card(plan, "insufficient_funds")
        given_up = self.gave_up
        for _ in range(_A_MONTH_AND_A_FORTNIGHT):
            self.story.waits(days=1)
            self.goes_on()
            if self.gave_up == given_up:
                self._gives_up(plan)

    def _gives_up(self, wanted_plan: str | None = None) -> None:
        """Somebody whose card fails wants no more of it; the provider hears of that days later, and gets money."""
        with self.story.inside(), transaction():
            failing = select(RecurringPlan).where(RecurringPlan.status == PlanStatus.PAST_DUE)
            plans = session.scalars(failing.order_by(RecurringPlan.donor_email)).all()
            of_it = [each for each in plans if wanted_plan in (None, each.provider_plan_id)]
            plan = next((each for each in of_it if cancelling_of(each.id) is None), None)
            if plan is None:
                return
            ask_for_change(plan, change_request.cancel(), Requester(RequestedBy.SUPPORTER))
            there = str(plan.provider_plan_id)
        self.story.sandbox.fail_next(_UNHEARD, Failure.UNREACHABLE, path=there)
        self.story.sandbox.set_card(there, "ok")
        self.gave_up += 1

    def _network(self) -> None:
        """The next thing asked about a plan is not answered, or refused, or done without an answer."""
        self.story.sandbox.fail_next(1, self.lots.choice([*Failure]), path="/v1/subscriptions")

    def _living(self) -> list[Any]:
        return list(session.scalars(select(RecurringPlan.id).order_by(RecurringPlan.donor_email)))

    def _works(self) -> None:
        with self.story.inside(), self._deadly():
            for _ in range(200 + 10 * self.begun):  # many plans, much work, many deaths
                try:
                    drain(LEASE)
                except Killed:
                    self.deaths += 1
                    session.rollback()
                else:
                    return
        raise AssertionError("no worker lives long enough")

    @contextmanager
    def _deadly(self) -> Iterator[None]:
        def die(_session: Any) -> None:
            if self.lots.random() < _DEADLY:
                raise Killed

        event.listen(Session, "before_commit", die)
        try:
            yield
        finally:
            event.remove(Session, "before_commit", die)
