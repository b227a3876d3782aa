"""The whole sandbox as one object: in tests used directly, on loopback behind `server`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from donations.core import clock as real_clock
from donations.payments.stripe_events import EVENT_TYPES
from donations.sandbox import timeline
from donations.sandbox import webhooks as endpoints
from donations.sandbox.api import answer as api
from donations.sandbox.billing import adopt, subscriptions
from donations.sandbox.checkout import other_outcomes as invoice_outcomes
from donations.sandbox.checkout import outcomes
from donations.sandbox.checkout.other_outcomes import InvoiceOutcome
from donations.sandbox.checkout.outcomes import Outcome
from donations.sandbox.errors import Failure, Failures, Fault, NoAnswer
from donations.sandbox.payments import disputes, refunds
from donations.sandbox.payments import disputes as cancels
from donations.sandbox.payments import methods as cards
from donations.sandbox.payments.methods import Behaviour
from donations.sandbox.store import Document, Store
from donations.sandbox.webhooks import Chaos, Delivered, Deliveries, in_order, signed
from donations.sandbox.world import Cause, World, public

if TYPE_CHECKING:
    import stripe


@dataclass(frozen=True, slots=True)
class Setup:
    """Where the sandbox and the service live, and how long slow payments take."""

    address: str = "http://127.0.0.1:8001"
    webhook_url: str = "http://127.0.0.1:8000/webhooks/stripe"
    settles_after: timedelta = timedelta(days=3)
    retries: tuple[int, ...] = (3, 5, 7)  # days to Stripe's own next collection; none: it does not try by itself


class Sandbox:
    """One simulated Stripe account. Every method may be called from any thread."""

    def __init__(
        self,
        store_path: str = ":memory:",
        *,
        webhook_secret: str,
        clock: Callable[[], datetime] = real_clock.now,
        setup: Setup = Setup(),
    ) -> None:
        if not webhook_secret.strip():
            raise ValueError("the sandbox signs its webhooks: it needs a secret")
        self.world = World(Store(store_path), setup.address.rstrip("/"), setup.settles_after, clock)
        self.world.retries = setup.retries
        self.deliveries = Deliveries(self.world)
        self._failures = Failures()
        self._secret = webhook_secret
        endpoints.install_service(self.world, setup.webhook_url, webhook_secret, EVENT_TYPES)

    # Stripe's API

    def answer(self, request: api.Request) -> api.Answer:
        """One API request. Raises `NoAnswer` when the connection is to break."""
        failure = self._failures.take(request.path)
        if failure is Failure.UNREACHABLE:
            raise NoAnswer
        if failure is Failure.TOO_MANY:
            return api.too_many_requests()
        if failure is Failure.SERVER_ERROR:
            return api.server_error(self.world, request)
        answer = api.answer(self.world, request)
        if failure is Failure.AFTER_EFFECT:
            raise NoAnswer
        return answer

    def http_client(self) -> "stripe.HTTPClient":
        """For ``StripeGateway(key, http_client=…)``: the API without a network."""
        from donations.sandbox.api.http_client import InProcessClient  # noqa: PLC0415 - brings the SDK, slow to import

        return InProcessClient(self.answer)

    # What people do

    def choose(self, session_id: str, outcome: Outcome | str) -> str:
        """The visitor presses a button of the payment page. Returns the address the browser goes to next."""
        return str(self._do(outcomes.choose, session_id, Outcome(outcome)))

    def choose_on_invoice(self, invoice_id: str, outcome: InvoiceOutcome | str) -> None:
        """The payer presses a button of the hosted page of an invoice."""
        self._do(invoice_outcomes.choose, invoice_id, InvoiceOutcome(outcome))

    def refund(self, payment_intent_id: str, amount_minor: int | None = None, *, fail_later: bool = False) -> Document:
        """Refund from the dashboard, wholly or in part; with `fail_later` it comes back after a while."""
        requested = {"payment_intent": payment_intent_id}
        requested |= {} if amount_minor is None else {"amount": str(amount_minor)}
        refund: Document = self._do(refunds.create, requested)
        if fail_later:
            self._do(_fail_later, refund["id"])
        return refund

    def fail_refund(self, refund_id: str) -> None:
        """The bank sends a refund back, even one that had succeeded."""
        self._do(refunds.fail, refund_id)

    def dispute(self, payment_intent_id: str, amount_minor: int | None = None) -> Document:
        """The bank takes a payment back, wholly or in part, until it has decided."""
        opened: Document = self._do(disputes.open_dispute, payment_intent_id, amount_minor)
        return opened

    def close_dispute(self, dispute_id: str, outcome: str) -> None:
        """The bank has decided: "won" (the money is ours again) or "lost"."""
        self._do(disputes.close, dispute_id, outcome)

    def stop_payments(self, *, when_asked: bool) -> None:
        """From now on a payment on its way is stopped when somebody asks for it; or, as at first, is not."""
        self._do(cancels.decide, when_asked=when_asked)

    # Kept payment methods

    def set_card(self, subscription_id: str, behaviour: Behaviour | str) -> None:
        """From now on the subscription's payment method answers each collection like this."""
        self._do(_of_subscription(cards.behave), subscription_id, behaviour)

    def date_card(self, subscription_id: str, year: int, month: int) -> None:
        """The last month its card is good for, as told by its owner: ``payment_method.updated``."""
        self._do(_of_subscription(cards.rewrite), subscription_id, is_automatic=False, exp_year=year, exp_month=month)

    def let_card_run_out(self, subscription_id: str) -> None:
        """Its card is in its last month."""
        now = self.world.when(self.world.now())
        self.date_card(subscription_id, now.year, now.month)

    def expire_card(self, subscription_id: str) -> None:
        """Its card was good until last month."""
        before = self.world.when(self.world.now()).replace(day=1) - timedelta(days=1)
        self.date_card(subscription_id, before.year, before.month)

    def replace_card_by_bank(self, subscription_id: str) -> None:
        """The bank has sent out a new card, which pays: ``payment_method.automatically_updated``."""
        self.set_card(subscription_id, Behaviour.OK)
        year = self.world.when(self.world.now()).year + 4
        self._do(_of_subscription(cards.rewrite), subscription_id, is_automatic=True, exp_year=year, last4="0341")

    # Time

    def adopt(self, details: adopt.Adopted) -> bool:
        """A subscription with a past: it goes on here. False when it is here already."""
        return adopt.adopt(self.world, details)

    def advance(self, by: timedelta) -> None:
        """Put the sandbox's clock forward: sessions expire, slow payments settle or fail."""
        timeline.advance(self.world, by)

    # Looking

    def find(self, object_id: str) -> Document:
        """Any object by its id, as Stripe would show it."""
        with self.world.lock:
            return public(self.world.find(object_id))

    def all(self, kind: str) -> list[Document]:
        """Every object of that kind (``checkout.session``, ``refund`` …), oldest first."""
        with self.world.lock:
            timeline.catch_up(self.world)
            return [public(each) for each in self.world.store.all(kind)][::-1]

    def events(self, kind: str | None = None) -> list[Document]:
        """Every event, or those of one type, oldest first: subscribed to or not."""
        return [event for event in self.all("event") if kind in (None, event["type"])]

    # Webhooks

    def deliver(
        self, post: Callable[[bytes, Mapping[str, str]], int], *, shuffle: int | None = None, copies: int = 1
    ) -> list[Delivered]:
        """Hand every webhook still owed to `post`, which returns the status it answers.

        What is not answered 2xx stays owed. With `shuffle`, the seed of another order, or `copies` of each, they
        go out exactly so; else as `chaos` has it.
        """
        timeline.catch_up(self.world)

        def send(_url: str, body: bytes, headers: Mapping[str, str]) -> int:
            return post(body, headers)

        is_planned = shuffle is not None or copies != 1
        plan = partial(in_order, shuffle=shuffle, copies=copies) if is_planned else None
        return self.deliveries.send(send, endpoint=endpoints.SERVICE, plan=plan)

    def signed(self, event: Mapping[str, Any], *, secret: str | None = None) -> tuple[bytes, dict[str, str]]:
        """The webhook request for any event, real or made up: body and headers."""
        return signed(event, secret or self._secret, self.world.their_now())

    def chaos(self, chaos: Chaos) -> None:
        """From now on webhooks go astray like this."""
        self.deliveries.chaos = chaos

    def fail_next(self, count: int = 1, kind: Failure | str = Failure.UNREACHABLE, *, path: str = "") -> None:
        """The next `count` API requests (whose path contains `path`) go wrong like this."""
        self._failures.plan(count, Failure(kind), path)

    def close(self) -> None:
        """Give the store's file back."""
        with self.world.lock:
            self.world.store.close()

    def _do(self, deed: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        with self.world.lock:
            timeline.catch_up(self.world)
            self.world.cause = Cause(self.world.new_id("req"))
            with self.world.store.work():
                return deed(self.world, *arguments, **named)


def _fail_later(world: World, refund_id: str) -> None:
    world.later(world.now() + int(world.settles_after.total_seconds()), "refund_fails", refund_id)


def _of_subscription(deed: Callable[..., None]) -> Callable[..., None]:
    """Something done to the payment method a subscription's money is collected from."""

    def do(world: World, subscription_id: str, *arguments: Any, **named: Any) -> None:
        kept = subscriptions.method_of(world, world.need("subscription", subscription_id))
        if kept is None:
            raise Fault("Stripe sandbox: nothing is kept to collect from.")
        deed(world, kept, *arguments, **named)

    return do
