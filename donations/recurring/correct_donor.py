"""Staff correct the address that letters about a regular gift go to. Those sent before open nothing from then on."""

from uuid import UUID

from donations.core.errors import Refused
from donations.recurring.edit_donor import PlanDonor, edit_donor
from donations.recurring.models import RecurringPlan
from donations.recurring.queries import plan_by_id
from donations.staff.record_audit import Act, record_audit


def correct_donor(plan: RecurringPlan, email: str, *, by: UUID, reason: str) -> None:
    """Of a regular gift that goes on."""
    plan, email = plan_by_id(plan.id, lock=True), email.strip()
    if plan.is_over:
        raise Refused("This regular gift has ended already.")
    if email == plan.donor_email:
        raise Refused("It is so already.")
    if not email:
        raise Refused("Please write an e-mail address.")
    if not reason.strip():
        raise Refused("Please say why.")
    was = plan.donor_email
    edit_donor(plan, PlanDonor(plan.donor_name, email, plan.language, plan.donor_address))
    record_audit(Act("plan.address_corrected", "plan", plan.id, by, reason.strip(), {"to": was}, {"to": email}))
