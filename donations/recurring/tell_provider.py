"""A supporter has another e-mail address: the provider, which writes to it too, hears of it for each living plan."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from donations.core.outbox import Outside, TryAgain
from donations.payments.gateway import Gateway, GatewayRefused
from donations.recurring.queries import plans_of_supporter
from donations.supporters.events import SupporterChanged
from donations.supporters.queries import supporter_by_id

_NOT_THERE = 404


@dataclass(frozen=True, slots=True)
class Reader:
    """One address, for those who are the same person here."""

    email: str
    customers: Sequence[str]


def telling_provider(gateway: Callable[[], Gateway]) -> Outside:
    """The reaction to `SupporterChanged`."""
    return Outside(_prepare, partial(_work, gateway=gateway), _record)


def _prepare(event: SupporterChanged) -> Reader | None:
    supporter = supporter_by_id(event.supporter_id)
    going_on = [plan for plan in plans_of_supporter(supporter.id) if not plan.is_over]
    customers = sorted({plan.provider_customer_id for plan in going_on if plan.provider_customer_id})
    return Reader(supporter.email, customers) if supporter.email and customers else None


def _work(reader: Reader, gateway: Callable[[], Gateway]) -> None:
    for customer_id in reader.customers:
        try:
            gateway().update_customer(customer_id, reader.email)
        except GatewayRefused as refused:
            if refused.parameters.get("status") != _NOT_THERE:
                raise


def _record(event: SupporterChanged, reader: Reader, _done: None) -> TryAgain | None:
    """What was changed once more meanwhile is told again, whoever of the two came last."""
    if supporter_by_id(event.supporter_id).email == reader.email:
        return None
    return TryAgain("the address was changed meanwhile")
