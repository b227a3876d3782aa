"""What an upgrade of the SDK may break is written down, and everything written down exists."""

import json

import pytest

from donations.sandbox import webhooks as endpoints
from donations.sandbox.api.params import Fields
from donations.sandbox.billing import api as billing_api
from donations.sandbox.billing import subscription_changes
from donations.sandbox.billing import subscriptions as products
from donations.sandbox.checkout import sessions as session_params
from donations.sandbox.payments import disputes as cancels
from donations.sandbox.payments import refunds
from tests.sandbox import sdk
from tests.sandbox.annotations import shape
from tests.sandbox.surface import FILE, surface

WRITTEN = json.loads(FILE.read_text(encoding="utf-8"))


def test_the_surface_we_use_is_the_one_written_down() -> None:
    assert surface() == WRITTEN, "if this is meant: python -m tests.sandbox.surface"


@pytest.mark.parametrize("name", WRITTEN["fields_read"])
def test_the_sdk_knows_every_field_we_read(name: str) -> None:
    kind = shape(*sdk.RESOURCES[name])
    assert list(sdk.field_paths(kind, WRITTEN["fields_read"][name])) == []


@pytest.mark.parametrize("route", WRITTEN["requests"])
def test_the_sdk_knows_every_parameter_we_send(route: str) -> None:
    assert list(sdk.field_paths(sdk.params_of(route), WRITTEN["requests"][route])) == []


@pytest.mark.parametrize(
    ("stripe_class", "fields"),
    [
        (session_params.CREATE, session_params.FIELDS),
        (products.CREATE, products.FIELDS),
        (subscription_changes.UPDATE, subscription_changes.UPDATE_FIELDS),
        (subscription_changes.CANCEL, subscription_changes.CANCEL_FIELDS),
        (billing_api.PAY, billing_api.PAY_FIELDS),
        (billing_api.CUSTOMER, billing_api.CUSTOMER_FIELDS),
        (refunds.CREATE, refunds.FIELDS),
        (cancels.CANCEL, cancels.FIELDS),
        (endpoints.CREATE, endpoints.FIELDS),
    ],
)
def test_the_sdk_knows_every_parameter_the_sandbox_takes(stripe_class: str, fields: Fields) -> None:
    module, _, name = stripe_class.rpartition(".")
    assert set(fields) <= set(shape(module, name).fields)
