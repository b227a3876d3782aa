"""Changes that the provider has made already, though a restored backup knows nothing of that.

Each of its events names the key of the request it came of. Sent again, such a change would undo what the supporter has
wished since.
"""

import json
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from donations.core.database import session
from donations.payments.models import ProviderEvent
from donations.payments.queries import stored_body
from donations.payments.stripe_events import key_of_request
from donations.payments.stripe_fields import BadEvent
from donations.recurring.change_requests import change_of_key
from donations.recurring.history_models import PlanChange
from donations.recurring.queries import plan_by_id
from donations.recurring.reasons import ChangeKind
from donations.recurring.report_plan import CLOCKS_DIFFER

_OF_PLANS = "customer.subscription.%"


def note_changes_made() -> list[PlanChange]:
    """Those that were still to be sent, in the caller's transaction; what they made of the plan the same events tell.

    No letter follows: it was written then. Not the end of a plan: ended twice is ended.
    """
    waiting = select(PlanChange).where(PlanChange.done_at.is_(None), PlanChange.refused_at.is_(None))
    still_open = session.scalars(waiting.where(PlanChange.kind != ChangeKind.CANCEL).order_by(PlanChange.id)).all()
    if not still_open:
        return []
    made = changes_made_since(min(change.asked_at for change in still_open))
    return [change for change in still_open if change.id in made and _note(change, made[change.id])]


def changes_made_since(moment: datetime) -> dict[UUID, datetime]:
    """By what is in the inbox, as the provider's clock has it: which, and when."""
    since = ProviderEvent.happened_at >= moment - CLOCKS_DIFFER
    told = select(ProviderEvent).where(ProviderEvent.type.like(_OF_PLANS), since)
    events = session.scalars(told.order_by(ProviderEvent.happened_at.desc())).all()
    named = ((change_of_key(_key_in(event)), event.happened_at) for event in events)
    return {change_id: at for change_id, at in named if change_id}


def _key_in(event: ProviderEvent) -> str | None:
    try:
        return key_of_request(json.loads(stored_body(event) or ""))
    except (ValueError, BadEvent):
        return None


def _note(change: PlanChange, at: datetime) -> bool:
    """False when somebody was quicker."""
    plan_by_id(change.plan_id, lock=True)
    session.refresh(change)
    if change.done_at or change.refused_at:
        return False
    change.done_at = at
    session.flush()
    return True
