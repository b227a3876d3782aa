"""The form for a standing order or a pledge that somebody told us of."""

from typing import Any
from uuid import UUID

from flask_babel import gettext
from wtforms import ValidationError

from donations.recurring.record_plan import NewPlan
from donations.recurring.states import Interval
from donations.web.forms import LineField, choice
from donations.web.forms import lazy as _
from donations.web.staff.gift_fields import amount_line, day_in, day_line, optional_line
from donations.web.staff.plan_words import INTERVALS, choices
from donations.web.staff.record_form import RecordForm

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
