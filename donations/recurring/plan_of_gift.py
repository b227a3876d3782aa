"""What the thanks for one instalment say of the regular gift that made it."""

from uuid import UUID

from donations.mail.gift_context import PlanNote
from donations.mail.models import Letter
from donations.organisation.links import Links
from donations.recurring.interval_words import interval_in
from donations.recurring.queries import plan_of_donation
from donations.recurring.states import PlanKind
from donations.supporters.find_or_add_supporter import email_key


def plan_of_gift(donation_id: UUID, letter: Letter, links: Links) -> PlanNote | None:
    """None for a gift that was given once, or whose plan is over; and where the letter goes to another address than
    those of the plan, as staff may send it: the link would let its reader change the plan."""
    plan = plan_of_donation(donation_id)
    if plan is None or plan.is_over or email_key(letter.recipient_email) != email_key(plan.donor_email):
        return None
    return PlanNote(
        is_first=plan.first_donation_id == donation_id,
        interval=interval_in(letter.language, plan.interval),
        collected_on=plan.next_on if plan.kind == PlanKind.CARD else None,
        manage_url=links.plan(plan.id, letter.recipient_email, letter.language),
    )
