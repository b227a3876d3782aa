"""What the thanks for one instalment say of the regular gift that made it."""

from uuid import UUID

from donations.mail.gift_context import PlanNote
from donations.organisation.links import Links
from donations.recurring.interval_words import interval_in
from donations.recurring.queries import plan_of_donation
from donations.recurring.states import PlanKind


def plan_of_gift(donation_id: UUID, language: str, links: Links) -> PlanNote | None:
    """None for a gift that was given once, or whose plan is over."""
    plan = plan_of_donation(donation_id)
    if plan is None or plan.is_over:
        return None
    return PlanNote(
        is_first=plan.first_donation_id == donation_id,
        interval=interval_in(language, plan.interval),
        collected_on=plan.next_on if plan.kind == PlanKind.CARD else None,
        manage_url=links.plan(plan.id, plan.donor_email, language),
    )
