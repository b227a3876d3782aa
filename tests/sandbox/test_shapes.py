"""Shape, not behaviour: what we ask and what the sandbox tells is what the installed SDK's annotations describe."""

import stripe

from donations.payments.stripe_events import EVENT_TYPES
from donations.payments.stripe_gateway import StripeGateway
from donations.sandbox.sandbox import Sandbox
from donations.sandbox.world import API_VERSION
from tests.sandbox import sdk, stories
from tests.sandbox.annotations import problems, shape
from tests.sandbox.recording import Recorder


def test_the_sandbox_speaks_the_installed_sdks_api_version() -> None:
    assert stripe.api_version == API_VERSION


def test_each_route_is_the_one_the_sdk_asks_for() -> None:
    assert {route: sdk.route_of(method) for route, method in sdk.ROUTES.items()} == {
        route: route for route in sdk.ROUTES
    }


def test_every_object_and_event_of_every_story_fits_the_sdk(sandbox: Sandbox, gateway: StripeGateway) -> None:
    stories.tell_all(sandbox, gateway)
    found = {problem for event in sandbox.events() for problem in sdk.resource_problems(event)}
    assert sorted(found) == []


def test_every_answer_of_the_api_fits_the_sdk(sandbox: Sandbox) -> None:
    recorder = Recorder(sandbox.http_client())
    stories.ask_everything(sandbox, recorder)
    found = {problem for answer in recorder.answers for problem in sdk.resource_problems(answer)}
    assert sorted(found) == []
    assert {route for route, _ in recorder.requests} == set(sdk.ROUTES)


def test_every_request_we_make_fits_the_sdk(sandbox: Sandbox) -> None:
    recorder = Recorder(sandbox.http_client())
    stories.use_gateway(StripeGateway("sk_test_sandbox", http_client=recorder), sandbox)
    found = set()
    for route, params in recorder.requests:
        kind = sdk.params_of(route)
        found |= set(problems(params, kind, kind, route))
    assert sorted(found) == []


def test_we_subscribe_only_to_events_the_sdk_knows() -> None:
    kind = shape(*sdk.RESOURCES["event"])
    found = [problem for each in EVENT_TYPES for problem in problems(each, kind.fields["type"], kind, each)]
    assert found == []


def test_the_checker_sees_a_wrong_object() -> None:
    refund = {"object": "refund", "id": 5, "amount": True, "made_up": 1, "reason": "no such word", "status": None}
    words = ["duplicate", "expired_uncaptured_charge", "fraudulent", "requested_by_customer"]
    assert sdk.resource_problems(refund) == [
        "refund.made_up: unknown to the SDK",
        "refund.amount: True is not int",
        "refund.created: missing",
        "refund.currency: missing",
        "refund.id: 5 is not str",
        f"refund.reason: 'no such word' is not one of {words}",
    ]
