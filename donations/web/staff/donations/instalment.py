"""A donation that came by hand is counted as an instalment of a standing order, or by itself again."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from donations.core.database import session
from donations.core.errors import Refused
from donations.giving.desk_models import ManualRecord
from donations.giving.models import Donation
from donations.giving.queries import donation_by_reference
from donations.giving.states import Frequency
from donations.recurring.instalments.record_instalment import dates_to_record
from donations.recurring.instalments.settle_instalment import refuse_other_plans
from donations.recurring.models import RecurringPlan
from donations.recurring.queries import plan_of_donation
from donations.recurring.standing_orders.find_standing_orders import fits, plans_for
from donations.recurring.standing_orders.recognise_donations import count_as_instalment, count_by_itself
from donations.reporting.donation_page.facts import DonationFacts
from donations.reporting.plan_page.facts import found_plan
from donations.staff.permissions import Permission, may
from donations.web.filters import day
from donations.web.forms import BaseForm, choice
from donations.web.forms import lazy as _
from donations.web.staff.donations.forms import WhyForm
from donations.web.staff.guard import blueprint, current_staff, needs
from donations.web.staff.labels.plans import each_time
from donations.web.staff.shared.act_page import ActPage, act_on
from donations.web.staff.shared.fields import optional_line

_BOTH = ("GET", "POST")


class CountForm(BaseForm):
    """Of which standing order, and of which of its dates."""

    due = choice(_("The instalment of"), _("Please choose one of the days shown."))
    note = optional_line(_("Note for ourselves"), 200)

    def __init__(self, donation: Donation, plans: Sequence[RecurringPlan]) -> None:
        record = session.get(ManualRecord, donation.id)
        likely = fits(donation, record, plans) if record else []
        near = [(fit.plan.reference, fit.due_on) for fit in likely]
        dates = [
            *near,
            *(
                each
                for plan in plans
                for each in [(plan.reference, due_on) for due_on in dates_to_record(plan)]
                if each not in near
            ),
        ]
        start = min(dates, key=lambda each: abs((each[1] - record.received_on).days) if record else 0, default=None)
        super().__init__(due=_key(*start) if start else "")
        words = {plan.reference: each_time(plan.amount, plan.interval) for plan in plans}
        self.due.choices = [
            (_key(reference, due_on), f"{day(due_on)} · {words[reference]} · {reference}")
            for reference, due_on in sorted(dates, key=lambda each: (each[0], each[1]))
        ]

    @property
    def chosen(self) -> tuple[str, date]:
        """The plan's reference, and its date."""
        reference, _separator, due_on = self.due.data.partition("/")
        return reference, date.fromisoformat(due_on)


@blueprint.route("/donations/<reference>/instalment", methods=_BOTH)
@needs(Permission.EDIT)
def count_donation(reference: str) -> ResponseReturnValue:
    """Once for each date of the standing order."""
    donation, by = donation_by_reference(reference), current_staff().id
    plans = plans_for(donation, session.get(ManualRecord, donation.id))
    form = CountForm(donation, plans)
    page = ActPage(
        title=gettext("Count it as an instalment"),
        sentence=gettext(
            "The gift of %(name)s becomes an instalment of their standing order, of the day that is chosen. "
            "They are told nothing, unless a pledge ends by it; its receipt stays.",
            name=donation.donor_name,
        ),
        button=gettext("Count it as an instalment"),
        done=gettext("It is an instalment now."),
        tone="warn",
        check=lambda: _check_there_is_one(plans),
    )

    def count(facts: Donation) -> None:
        plan, due_on = form.chosen
        count_as_instalment(facts.id, found_plan(plan).id, due_on, by=by, reason=form.note.data or "")

    return act_on(donation, form, page, count)


@blueprint.route("/donations/<reference>/by-itself", methods=_BOTH)
@needs(Permission.EDIT)
def uncount_donation(reference: str) -> ResponseReturnValue:
    """It was no instalment after all."""
    donation, by, form = donation_by_reference(reference), current_staff().id, WhyForm()
    page = ActPage(
        title=gettext("Count it by itself"),
        sentence=gettext(
            "The gift stays as it is and is no instalment any more: that one is expected again. The supporter "
            "is told nothing."
        ),
        button=gettext("Count it by itself"),
        done=gettext("It is a gift by itself now."),
        tone="warn",
        check=lambda: _check_is_one(donation),
    )
    reason = form.reason
    return act_on(donation, form, page, lambda facts: count_by_itself(facts.id, by=by, reason=reason.data or ""))


def acts_of_counting(facts: DonationFacts, plans: Sequence[RecurringPlan]) -> Iterator[tuple[str, str]]:
    """What may be done: label and address."""
    reference = facts.donation.reference
    if plans:
        yield gettext("Count it as an instalment"), url_for("staff.count_donation", reference=reference)
    elif facts.record and facts.donation.frequency != Frequency.ONCE:
        yield gettext("Count it by itself"), url_for("staff.uncount_donation", reference=reference)


def plans_to_count_in(facts: DonationFacts) -> Sequence[RecurringPlan]:
    """For those who may say so."""
    can_count = may(current_staff().role, Permission.EDIT) and facts.gone_back < facts.donation.amount
    return plans_for(facts.donation, facts.record) if can_count else ()


def perhaps_of(facts: DonationFacts, plans: Sequence[RecurringPlan]) -> list[dict[str, Any]]:
    """The dates it came near, as the page asks about them."""
    found = fits(facts.donation, facts.record, plans) if facts.record and plans else []
    return [
        {"plan": fit.plan.reference, "each_time": each_time(fit.plan.amount, fit.plan.interval), "due_on": fit.due_on}
        for fit in found
    ]


def _key(reference: str, due_on: date) -> str:
    return f"{reference}/{due_on.isoformat()}"


def _check_there_is_one(plans: Sequence[RecurringPlan]) -> None:
    if not plans:
        raise Refused("There is no standing order that this gift could be an instalment of.")


def _check_is_one(donation: Donation) -> None:
    plan = plan_of_donation(donation.id)
    if plan is None:
        raise Refused("This gift is not an instalment.")
    refuse_other_plans(plan)
