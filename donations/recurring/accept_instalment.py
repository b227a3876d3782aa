"""A person has decided that a held gift counts: if a plan made it, its instalment counts, too."""

from donations.core.database import session
from donations.giving.events import HeldGiftAccepted
from donations.recurring.complete_plan import complete_plan
from donations.recurring.history_models import Because
from donations.recurring.queries import instalment_of_gift, plan_by_id
from donations.recurring.settle_instalment import follow_gift


def accept_instalment(event: HeldGiftAccepted) -> None:
    """Gifts of no plan are none of its business."""
    found = instalment_of_gift(event.donation_id)
    if found is None:
        return
    plan = plan_by_id(found.plan_id, lock=True)
    session.refresh(found)
    follow_gift(plan, found)
    if found.donation and found.donation.settled_at:
        complete_plan(plan, found.donation.settled_at, Because("completed"))
