"""From a checked form to a place to send the visitor to: short transactions, and the provider asked between them."""

from uuid import UUID

import structlog

from donations.core.database import session, transaction
from donations.core.installation import installation
from donations.giving.start.checkout_attempts import (
    product_needed,
    record_found,
    record_opened,
    record_product,
    record_refused,
    request_for,
)
from donations.giving.start.start_donation import (
    AskWhetherAgain,
    ExpireFirst,
    Finished,
    FormUsedUp,
    NewDonation,
    OpenCheckout,
    ReturnToCheckout,
    start_donation,
)
from donations.payments.gateway import Checkout, CheckoutStatus, GatewayRefused, GatewayUnreachable
from donations.web.app_context import tools

log = structlog.get_logger()
Destination = str | AskWhetherAgain | FormUsedUp | Finished
_MOST_STEPS = 6  # expire, open, refused, open … : more means the provider refuses whatever we ask


class PaymentPageUnavailable(Exception):
    """The provider cannot open a page now; the form stays as it is."""


def find_way_to_pay(new: NewDonation) -> Destination:
    """The address of the payment page; or the question, or the state, that comes before it.

    Raises `PaymentPageUnavailable` when the provider does not answer or refuses: what was written stays and the same
    form, sent again, goes on from there.
    """
    for _ in range(_MOST_STEPS):
        with transaction():
            step = start_donation(new)
        try:
            match step:
                case OpenCheckout(attempt_id):
                    checkout = _open(attempt_id)
                case ReturnToCheckout(attempt_id, session_id):
                    checkout = _ask_about(attempt_id, session_id)
                case ExpireFirst(attempt_id, session_id):
                    _expire(attempt_id, session_id)
                    continue
                case _:
                    return step
        except (GatewayUnreachable, GatewayRefused) as problem:
            log.warning("no payment page", problem=str(problem))
            raise PaymentPageUnavailable from problem
        if checkout.status == CheckoutStatus.OPEN and checkout.url:
            return checkout.url
    raise PaymentPageUnavailable


def _open(attempt_id: UUID) -> Checkout:
    _have_product(attempt_id)
    request = request_for(attempt_id, tools().links, installation().installation_id)
    session.rollback()  # no transaction is open while the provider is asked
    try:
        checkout = tools().gateway().open_checkout(request)
    except GatewayRefused:
        with transaction():
            record_refused(attempt_id)
        raise
    with transaction():
        record_opened(attempt_id, checkout)
    return checkout


def _have_product(attempt_id: UUID) -> None:
    """Of a plan's fund, once; the provider does not mind being asked twice."""
    product = product_needed(attempt_id)
    session.rollback()
    if product:
        tools().gateway().ensure_fund_product(product)
        with transaction():
            record_product(attempt_id)


def _ask_about(attempt_id: UUID, session_id: str) -> Checkout:
    checkout = tools().gateway().find_checkout(session_id)
    with transaction():
        record_found(attempt_id, checkout)
    return checkout


def _expire(attempt_id: UUID, session_id: str) -> None:
    checkout = tools().gateway().expire_checkout(session_id)
    with transaction():
        record_found(attempt_id, checkout)
