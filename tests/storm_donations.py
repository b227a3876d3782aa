"""Many donations that end in every way a donation can end, and what must be true of them when the storm is over."""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

import time_machine

from donations.bench.donations import start_donation
from donations.core import clock
from donations.giving.states import Frequency
from donations.payments.gateway import PlanEndRequest
from donations.payments.stripe_gateway import StripeGateway
from donations.sandbox.sandbox import Sandbox
from tests.storm_processes import Place

# What the visitor does on the payment page, and how often.
_ENDINGS = {
    ("paid",): 10,
    ("declined", "insufficient_funds", "paid"): 2,
    ("three_d_secure", "confirm"): 1,
    ("settles_later",): 2,
    ("fails_later",): 1,
    ("abandon",): 1,
}
_PAYING = {"paid", "confirm", "settles_later"}
_DAYS = timedelta(days=4)  # slow money, to us or back, has come by then
_BEGINS_A_PLAN = 6  # each of so many donations begins a plan …
_MONTHS = timedelta(days=29), timedelta(days=35)  # … that is collected twice more, the first time with failures
_FAILING = 3  # one of so many


@dataclass(frozen=True)
class MadeUpDonation:
    """One visitor's donation as the provider knows it. Amounts in minor units."""

    reference: str
    payment: str
    is_paid: bool
    amount: int
    refunded: int

    @property
    def left(self) -> int:
        return self.amount - self.refunded if self.is_paid else 0

    @property
    def is_kept_whole(self) -> bool:
        return self.is_paid and not self.refunded


def donations_of_many_kinds(
    place: Place, sandbox: Sandbox, numbers: Iterable[int], lots: random.Random, *, months: bool = True
) -> list[MadeUpDonation]:
    """These visitors come and pay, or do not; some get money back, and the webhooks wait at the sandbox. Others begin
    plans, which are not among what is returned: of them the sandbox knows all. Then all of it is past.

    `months`: in which the plans go on; without them it is a matter of days, and one plan has ended.
    """
    gateway = StripeGateway("sk_test_sandbox", http_client=sandbox.http_client())
    past = sum(_MONTHS, 2 * _DAYS) if months else timedelta(0)
    with time_machine.travel(clock.now() - past, tick=True) as time:
        with place.inside(gateway):
            plans = [start_donation(number, Frequency.MONTHLY) for number in numbers if number % _BEGINS_A_PLAN == 0]
            endings = {start_donation(number): _ending(lots) for number in numbers if number % _BEGINS_A_PLAN}
        for page, ending in {**endings, **dict.fromkeys(plans, ("paid",))}.items():
            for choice in ending:
                sandbox.choose(page, choice)
        time.shift(_DAYS)
        donations = [_donation(sandbox, page, ending[-1] in _PAYING, lots) for page, ending in endings.items()]
        time.shift(_DAYS)
        sandbox.events()  # which lets happen what is due
        if months:
            _months_pass(sandbox, time)
        else:
            ended = sandbox.find(plans[-1])
            gateway.cancel_plan(PlanEndRequest(f"end:{ended['id']}", ended["subscription"]))
    return donations


def _months_pass(sandbox: Sandbox, time: time_machine.Traveller) -> None:
    """Some cards fail, and pay when they are asked again."""
    failing = [plan["id"] for plan in sandbox.all("subscription")[::_FAILING]]
    for month, card in zip(_MONTHS, ("insufficient_funds", "ok"), strict=True):
        for plan in failing:
            sandbox.set_card(plan, card)
        time.shift(month)
        sandbox.events()  # which lets happen what is due


def _ending(lots: random.Random) -> tuple[str, ...]:
    return lots.choices([*_ENDINGS], weights=[*_ENDINGS.values()])[0]


def _donation(sandbox: Sandbox, page: str, is_paid: bool, lots: random.Random) -> MadeUpDonation:
    session = sandbox.find(page)
    amount, payment = session["amount_total"], session["payment_intent"]
    refunded = lots.choices((0, 500, amount), weights=(8, 1, 1))[0] if is_paid else 0
    if refunded:
        sandbox.refund(payment, refunded)
    return MadeUpDonation(session["client_reference_id"], payment, is_paid, amount, refunded)
