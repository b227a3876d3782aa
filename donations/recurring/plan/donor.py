"""Who gives, as the donations to come will say it. Donations that were made keep what they said."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from donations.core.database import session
from donations.core.errors import Refused
from donations.core.outbox import Outside, TryAgain
from donations.payments.gateway import Gateway, GatewayRefused
from donations.recurring.models import RecurringPlan
from donations.recurring.queries import plan_by_id, plans_of_supporter
from donations.staff.audit_trail import Act, record_audit
from donations.supporters.events import SupporterChanged
from donations.supporters.queries import supporter_by_id


@dataclass(frozen=True, slots=True)
class PlanDonor:
    """Name, address, language and where letters go."""

    name: str
    email: str
    language: str
    address: Mapping[str, str] | None


def edit_donor(plan: RecurringPlan, donor: PlanDonor) -> None:
    """In the caller's transaction; who may is the caller's to know."""
    plan = plan_by_id(plan.id, lock=True)
    plan.donor_name, plan.donor_email, plan.language = donor.name, donor.email.strip(), donor.language
    plan.donor_address = dict(donor.address) if donor.address else None
    session.flush()


def correct_donor(plan: RecurringPlan, email: str, *, by: UUID, reason: str) -> None:
    """Of a plan that goes on."""
    plan, email = plan_by_id(plan.id, lock=True), email.strip()
    if plan.is_over:
        raise Refused("This regular gift has ended already.")
    if email == plan.donor_email:
        raise Refused("It is so already.")
    if not email:
        raise Refused("Please write an e-mail address.", about="to")
    if not reason.strip():
        raise Refused("Please say why.", about="reason")
    was = plan.donor_email
    edit_donor(plan, PlanDonor(plan.donor_name, email, plan.language, plan.donor_address))
    record_audit(Act("plan.address_corrected", "plan", plan.id, by, reason.strip(), {"to": was}, {"to": email}))


def follow_supporter(event: SupporterChanged) -> None:
    """What the supporter has not said stays as it was given with the plan."""
    supporter = supporter_by_id(event.supporter_id)
    for plan in plans_of_supporter(supporter.id):
        if not plan.is_over:
            address = supporter.address or plan.donor_address
            edit_donor(plan, PlanDonor(supporter.name, supporter.email, supporter.language, address))


_NOT_THERE = 404


@dataclass(frozen=True, slots=True)
class Reader:
    """One address, for those who are the same person here."""

    email: str
    customers: Sequence[str]


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


REPORT_DONOR = Outside(_prepare, _work, _record)
