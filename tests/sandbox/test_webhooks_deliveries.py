"""Webhooks: signed, kept until somebody takes them, and led astray when asked."""

from donations.payments.stripe_events import EVENT_TYPES
from donations.payments.stripe_gateway import StripeGateway
from donations.payments.stripe_signature import BadWebhook
from donations.sandbox.sandbox import Sandbox
from donations.sandbox.webhooks import Chaos
from tests.sandbox.helpers import inbox, opened

TOLD = ["charge.succeeded", "payment_intent.succeeded", "checkout.session.completed", "charge.updated"]


def paid(sandbox: Sandbox, gateway: StripeGateway, key: str = "gift") -> None:
    sandbox.choose(opened(gateway, idempotency_key=key), "paid")


def test_what_we_subscribe_to_arrives_once_signed_and_in_order(sandbox: Sandbox, gateway: StripeGateway) -> None:
    paid(sandbox, gateway)
    kept, post = inbox()
    assert [each.status for each in sandbox.deliver(post)] == [200] * 4
    assert [event["type"] for event in kept] == TOLD
    assert kept == [event for event in sandbox.events() if event["type"] in EVENT_TYPES]
    assert sandbox.deliver(post) == []


def test_what_is_not_taken_stays_owed(sandbox: Sandbox, gateway: StripeGateway) -> None:
    paid(sandbox, gateway)
    sandbox.deliver(inbox(500)[1])
    assert sandbox.deliveries.owed() == 4
    sandbox.deliver(inbox(204)[1])
    assert sandbox.deliveries.owed() == 0


def test_a_failed_delivery_waits_longer_each_time(sandbox: Sandbox, gateway: StripeGateway) -> None:
    paid(sandbox, gateway)
    waits = []
    for _ in range(4):
        sandbox.deliver(inbox(500)[1])
        due = sandbox.deliveries.next_due()
        assert due is not None
        waits.append(round(due - sandbox.world.real_now().timestamp()))
    assert waits == [1, 2, 4, 8]


def test_a_seed_shuffles_and_copies_repeat(sandbox: Sandbox, gateway: StripeGateway) -> None:
    paid(sandbox, gateway)
    kept, post = inbox(500)
    sandbox.deliver(post, shuffle=7, copies=2)
    shown = [event["type"] for event in kept]
    assert sorted(shown) == sorted(TOLD * 2)
    assert shown != [each for each in TOLD for _ in range(2)]


def test_chaos_loses_nothing_in_the_end(sandbox: Sandbox, gateway: StripeGateway) -> None:
    for number in range(10):
        paid(sandbox, gateway, str(number))
    sandbox.chaos(Chaos(duplicate=0.3, reorder=0.5, delay=0.3, drop=0.3, bad_signature=0.2, seed=5))
    kept, post = inbox()

    def service(body: bytes, headers: object) -> int:
        try:
            return post(body, headers)  # type: ignore[arg-type]  # a mapping
        except BadWebhook:
            return 400

    rounds = 0
    while sandbox.deliveries.owed():
        sandbox.deliver(service)
        rounds += 1
    ids = [event["id"] for event in kept]
    assert set(ids) == {event["id"] for event in sandbox.events() if event["type"] in EVENT_TYPES}
    assert len(ids) > len(set(ids))
    assert 1 < rounds < 50


def test_chaos_of_one_seed_is_the_same_again() -> None:
    chaos = Chaos(duplicate=0.5, reorder=0.5, delay=0.2, drop=0.2, seed=3)
    assert chaos.plan(range(50), 1) == chaos.plan(range(50), 1)
    assert chaos.plan(range(50), 1) != chaos.plan(range(50), 2)


def test_any_event_can_be_signed(sandbox: Sandbox) -> None:
    kept, post = inbox()
    post(*sandbox.signed({"id": "evt_1", "made_up": "Łódź"}))
    assert kept == [{"id": "evt_1", "made_up": "Łódź"}]
