"""What a pause lets go of, in the words of the page that asks for it: for supporters and staff alike."""

from flask_babel import gettext

from donations.recurring.models import RecurringPlan
from donations.recurring.queries import failing_instalments
from donations.web.filters import day


def with_pause_notice(sentence: str, plan: RecurringPlan) -> str:
    """The sentence, and one more for each donation that could not be collected so far."""
    dropped = (
        gettext(
            "The gift of %(day)s, which could not be collected, is skipped as well: we will not try it again.",
            day=day(each.period_start),
        )
        for each in failing_instalments(plan.id)
    )
    return " ".join((sentence, *dropped))
