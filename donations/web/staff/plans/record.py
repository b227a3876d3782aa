"""The form for a standing order or a pledge that somebody told us of."""

from typing import Any
from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import ValidationError

from donations.core.errors import Refused
from donations.desk.record_once import record_plan_once
from donations.funds.queries import all_campaigns, open_funds
from donations.organisation.queries import the_organisation
from donations.recurring.instalments.record_instalment import record_instalment as record_what_came
from donations.recurring.plan.begin_plan import NewPlan
from donations.recurring.states import Interval, PlanKind
from donations.reporting.plan_page.facts import found_plan
from donations.staff.permissions import Permission
from donations.web.forms import LineField, choice
from donations.web.forms import lazy as _
from donations.web.staff.guard import blueprint, current_staff, needs
from donations.web.staff.labels.plans import INTERVALS, choices
from donations.web.staff.plans.acts import back_url
from donations.web.staff.plans.forms import InstalmentForm
from donations.web.staff.shared.act_page import ActPage, Back, act
from donations.web.staff.shared.fields import amount_line, day_in, day_line, optional_line
from donations.web.staff.shared.record_frame import (
    Recorded,
    RecordForm,
    first_values,
    recorded_once,
    supporter_asked_for,
    supporter_id_of,
)

_MOST = 1200  # instalments: a hundred years of months


class RecordPlanForm(RecordForm):
    """What was agreed, and with whom."""

    amount = amount_line(_("Amount of each instalment"))
    interval = choice(_("Rhythm"), _("Please choose one of the rhythms shown."))
    first_on = day_line(_("First instalment"), _("May have passed: what came by then is recorded one by one."))
    instalments = optional_line(
        _("How many instalments"), 4, _("If a number was agreed; else it goes on until somebody ends it.")
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.count: int | None = None
        self.interval.choices = choices(INTERVALS)

    def validate_first_on(self, field: LineField) -> None:
        """A day that exists; the verb knows which make sense."""
        self.day = day_in(field)

    def validate_instalments(self, field: LineField) -> None:
        """Empty, or a number."""
        if field.data:
            self.count = int(field.data) if field.data.isascii() and field.data.isdigit() else 0
            if not 1 <= self.count <= _MOST:
                raise ValidationError(gettext("Please write a whole number from 1 to %(most)s.", most=_MOST))

    def to_new_plan(self, supporter_id: UUID | None) -> NewPlan:
        """What the verb takes."""
        assert self.money  # noqa: S101 - a valid form has an amount
        assert self.day  # noqa: S101 - and a day
        return NewPlan(
            giver=self.giver(supporter_id),
            amount=self.money,
            interval=Interval(self.interval.data),
            first_on=self.day,
            fund_id=self.fund_id,
            instalments=self.count,
            campaign_id=self.campaign_id,
            note=self.note.data or "",
        )


_BOTH = ("GET", "POST")


@blueprint.route("/plans/new", methods=_BOTH)
@needs(Permission.EDIT)
def record_plan() -> ResponseReturnValue:
    """For somebody new, or for the supporter named in the address."""
    supporter, by, organisation = supporter_asked_for(), current_staff().id, the_organisation()
    form = RecordPlanForm(
        organisation, open_funds(), all_campaigns(), **first_values(organisation, supporter, "first_on")
    )
    supporter_id = supporter_id_of(supporter)

    def record(ticket: str) -> Recorded:
        plan = record_plan_once(form.to_new_plan(supporter_id), ticket, by=by)
        return gettext("It is recorded. Record each instalment as it comes."), back_url(plan.reference)

    return recorded_once(
        form, lambda: render_template("staff/plans/record.html", form=form, supporter=supporter), record
    )


@blueprint.route("/plans/<reference>/instalment", methods=_BOTH)
@needs(Permission.EDIT)
def record_instalment(reference: str) -> ResponseReturnValue:
    """Of a standing order, once for each of its dates."""
    plan, by = found_plan(reference), current_staff().id
    reference = plan.reference
    if plan.kind != PlanKind.STANDING_ORDER:
        raise Refused("This regular gift is collected by the payment provider, which tells of each instalment.")
    form = InstalmentForm(plan, the_organisation().zone)
    page = ActPage(
        title=gettext("Record an instalment"),
        sentence=gettext(
            "You confirm that the money arrived (%(name)s). It counts as a gift from the "
            "day it arrived; its receipt is issued at once, and sent when there is an "
            "address.",
            name=plan.donor_name,
        ),
        button=gettext("Record the instalment"),
        done=gettext("The instalment is recorded; its receipt is being made."),
        tone="warn",
    )
    back = Back(back_url(reference), gettext("Back to the regular gift"), plan.donor_name, reference)
    return act(form, page, back, lambda: record_what_came(found_plan(reference), form.to_came_in(), by=by))
