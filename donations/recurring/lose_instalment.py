"""An instalment that could not be collected is given up, and its plan with it."""

from donations.core import clock
from donations.recurring.complete_plan import stop_at_provider
from donations.recurring.history_models import Because
from donations.recurring.models import Instalment
from donations.recurring.plan_status import end_plan
from donations.recurring.queries import plan_by_id
from donations.recurring.reasons import EndReason
from donations.recurring.states import InstalmentStatus


def lose_instalment(instalment: Instalment) -> bool:
    """False when it is not failing any more: the money was quicker. The provider is told to stop."""
    plan = plan_by_id(instalment.plan_id, lock=True)
    if instalment.status != InstalmentStatus.FAILING or plan.is_over:
        return False
    stop_at_provider(plan, EndReason.UNPAID)
    end_plan(plan, clock.now(), EndReason.UNPAID, Because("given_up"))
    return True
