"""The forms of what staff do to a plan on the supporter's behalf."""

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext
from wtforms import TextAreaField, ValidationError

from donations.core import clock
from donations.core.money import Money
from donations.funds.models import Fund
from donations.giving.desk_models import ManualMethod
from donations.recurring.changes.change_request import pauses_to_choose
from donations.recurring.instalments.record_instalment import CameIn, dates_to_record
from donations.recurring.models import RecurringPlan
from donations.web.filters import day, in_language
from donations.web.forms import BaseForm, LineField, at_most, choice, printable_text
from donations.web.forms import lazy as _
from donations.web.language import current_language
from donations.web.staff.labels.donations import METHODS
from donations.web.staff.labels.plans import INTERVALS, choices, months_word
from donations.web.staff.shared.fields import amount_line, day_in, day_line, money_in, optional_line, why


class PlanAmountForm(BaseForm):
    """How much from now on; of a donation that covers its costs, how much of it is meant for them."""

    amount = amount_line(_("Amount of each instalment"))
    costs = optional_line(_("Of it for the costs"), 20)
    reason = why(_("Reason"))

    def __init__(self, plan: RecurringPlan) -> None:
        language = current_language()
        super().__init__(amount=plan.amount.typed(language), costs=plan.covered_costs.typed(language))
        self.currency = plan.currency
        self.money = plan.amount
        self.costs_money = Money(0, plan.currency)
        if not plan.covered_costs_minor:
            del self.costs

    def validate_amount(self, field: LineField) -> None:
        """In the currency of the plan."""
        self.money = money_in(field, self.currency)

    def validate_costs(self, field: LineField) -> None:
        """Nothing, or an amount."""
        if field.data and field.data.strip("0.,"):
            self.costs_money = money_in(field, self.currency)


class PlanIntervalForm(BaseForm):
    """Another rhythm."""

    interval = choice(_("Rhythm"), _("Please choose one of the rhythms shown."))
    reason = why(_("Reason"))

    def __init__(self, plan: RecurringPlan) -> None:
        super().__init__(interval=plan.interval)
        self.interval.choices = choices(INTERVALS)


class PlanDateForm(BaseForm):
    """Another next date."""

    on = day_line(_("Next date"))
    reason = why(_("Reason"))
    day: date

    def __init__(self, plan: RecurringPlan) -> None:
        super().__init__(on=plan.next_on.isoformat() if plan.next_on else "")

    def validate_on(self, field: LineField) -> None:
        """A day that exists; whether it may be, the verb says."""
        self.day = day_in(field)


class PlanFundForm(BaseForm):
    """Another fund."""

    fund = choice(_("Fund"), _("Please choose one of the funds shown."))
    reason = why(_("Reason"))

    def __init__(self, plan: RecurringPlan, funds: Sequence[Fund]) -> None:
        super().__init__(fund=plan.fund.slug)
        self.fund.choices = [(fund.slug, in_language(fund.name)) for fund in funds]


class PauseForm(BaseForm):
    """For how long."""

    months = choice(_("For how long"), _("Please choose one of the lengths shown."))
    reason = why(_("Reason"))

    def __init__(self, plan: RecurringPlan) -> None:
        super().__init__()
        self.months.choices = [(str(months), months_word(months)) for months in pauses_to_choose(plan)]


class InstalmentForm(BaseForm):
    """An instalment of a standing order that came."""

    amount = amount_line(_("Amount that came"))
    received_on = day_line(_("Received on"))
    due_on = choice(_("The instalment of"), _("Please choose one of the days shown."))
    method = choice(_("How it came"), _("Please choose one of the ways shown."))
    note = TextAreaField(_("Note for ourselves"), [printable_text, at_most(1000)])
    day: date

    def __init__(self, plan: RecurringPlan, zone: str) -> None:
        today = clock.local_date(clock.now(), zone)
        dates = dates_to_record(plan)
        super().__init__(
            amount=plan.amount.typed(current_language()),
            received_on=today.isoformat(),
            due_on=next((each for each in dates if plan.next_on and each >= plan.next_on), today).isoformat(),
            method=ManualMethod.BANK_TRANSFER.value,
        )
        self.currency, self.zone = plan.currency, zone
        self.money = plan.amount
        self.due_on.choices = [(each.isoformat(), day(each)) for each in dates]
        self.method.choices = [(str(method), str(METHODS[method])) for method in ManualMethod]

    def validate_amount(self, field: LineField) -> None:
        """In the currency of the plan."""
        self.money = money_in(field, self.currency)

    def validate_received_on(self, field: LineField) -> None:
        """Today or earlier, where the foundation is."""
        self.day = day_in(field)
        if self.day > clock.local_date(clock.now(), self.zone):
            raise ValidationError(gettext("This day has not come yet."))

    def to_came_in(self) -> CameIn:
        """What the verb takes."""
        return CameIn(
            amount=self.money,
            received_on=self.day,
            due_on=date.fromisoformat(self.due_on.data),
            note=self.note.data or "",
            method=ManualMethod(self.method.data),
        )
