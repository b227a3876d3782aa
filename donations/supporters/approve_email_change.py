"""Whoever reads mail at the old address says yes to another one."""

from uuid import UUID

from donations.core import clock
from donations.core.database import session
from donations.supporters.access_models import ChangeStage, EmailChange
from donations.supporters.apply_email_change import apply_if_agreed
from donations.supporters.cancel_email_change import change_by_id
from donations.supporters.queries import supporter_by_id

UNANSWERED = (ChangeStage.ASKED, ChangeStage.CONFIRMED)


def approve_email_change(change_id: UUID) -> None:
    """Applied if the new address has confirmed it. Said twice, too late or after a no, nothing comes of it."""
    supporter = supporter_by_id(change_by_id(change_id).supporter_id, lock=True)
    change = session.get_one(EmailChange, change_id, with_for_update=True, populate_existing=True)
    if change.stage in UNANSWERED:
        change.approved_at = clock.now()
        apply_if_agreed(supporter, change)
