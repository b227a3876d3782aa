"""Regular gifts as the pages of My giving show them."""

from typing import Any

from donations.core import clock
from donations.organisation.queries import the_organisation
from donations.recurring.failing_now import FailingNow
from donations.recurring.models import PlanCard, RecurringPlan
from donations.recurring.states import InstalmentStatus, PlanKind, PlanStatus
from donations.web.filters import in_language
from donations.web.portal.plan_words import INSTALMENTS, interval_word, state_word

_MARKS = {PlanStatus.ACTIVE: "received", PlanStatus.PAST_DUE: "failed", PlanStatus.PAUSED: "processing"}


def shown_plan(plan: RecurringPlan, failing: FailingNow | None = None) -> dict[str, Any]:
    """What every page says of it; the page of one alone knows what is `failing`."""
    is_paused = plan.is_paused and not plan.is_over
    is_collected = failing is not None and failing.is_being_collected
    return {
        "reference": plan.reference,
        "amount": plan.amount,
        "covered_costs": plan.covered_costs or None,
        "interval": interval_word(plan.interval),
        "fund": in_language(plan.fund.name),
        "state": str(INSTALMENTS[InstalmentStatus.DUE]) if is_collected else state_word(plan),
        "mark": "processing" if is_paused or is_collected else _MARKS.get(PlanStatus(plan.status), "expired"),
        "next_on": plan.next_on,
        "is_paused": is_paused,
        "paused_until": plan.paused_until,
        "is_over": plan.is_over,
        "is_by_bank": plan.kind == PlanKind.STANDING_ORDER,
        "since": clock.local_date(plan.started_at, the_organisation().zone),
        "card": _card(plan.card),
    }


def _card(card: PlanCard | None) -> dict[str, Any] | None:
    if card is None or not card.last4:
        return None
    ends = f"{card.exp_month:02}/{card.exp_year}" if card.exp_month and card.exp_year else ""
    return {"last4": card.last4, "ends": ends, "brand": (card.brand or "").capitalize()}
