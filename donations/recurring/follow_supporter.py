"""A supporter corrected their name, address, language or e-mail: their regular gifts say it from the next one on."""

from donations.recurring.edit_donor import PlanDonor, edit_donor
from donations.recurring.queries import plans_of_supporter
from donations.supporters.events import SupporterChanged
from donations.supporters.queries import supporter_by_id


def follow_supporter(event: SupporterChanged) -> None:
    """What the supporter has not said stays as it was given with the plan."""
    supporter = supporter_by_id(event.supporter_id)
    for plan in plans_of_supporter(supporter.id):
        if not plan.is_over:
            address = supporter.address or plan.donor_address
            edit_donor(plan, PlanDonor(supporter.name, supporter.email, supporter.language, address))
