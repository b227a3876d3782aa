"""Who gives, as the gifts to come will say it. Gifts that were made keep what they said."""

from collections.abc import Mapping
from dataclasses import dataclass

from donations.core.database import session
from donations.recurring.models import RecurringPlan
from donations.recurring.queries import plan_by_id


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
