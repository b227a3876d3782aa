"""One form for each thing that may be changed of a plan."""

from typing import Any

from flask_babel import gettext
from wtforms import BooleanField, DateField, HiddenField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length

from donations.core.errors import Refused
from donations.core.money import Money, parse_money
from donations.funds.queries import fund_by_slug, open_funds
from donations.giving.start.cover_costs import costs_to_cover, price_on
from donations.giving.states import Frequency, in_a_year
from donations.organisation.queries import the_organisation
from donations.recurring.changes import change_request
from donations.recurring.changes.change_request import ChangeRequest, dates_to_choose, pauses_to_choose, today
from donations.recurring.models import RecurringPlan
from donations.recurring.states import Interval, PlanKind
from donations.web.app_context import settings
from donations.web.filters import in_language, money
from donations.web.forms import BaseForm, LineField, choice, printable_text
from donations.web.forms import lazy as _
from donations.web.language import current_language, translate_message
from donations.web.portal.forms import wrong_day
from donations.web.portal.plan_words import interval_word


class ActForm(BaseForm):
    """Something that may be wanted of one plan; `about` is the field that a refusal is told beside."""

    about = ""

    def __init__(self, plan: RecurringPlan, **named: Any) -> None:
        super().__init__(**named)
        self.plan = plan

    def change_request(self) -> ChangeRequest:
        """What the verb takes; of a form that was checked."""
        raise LookupError("only the forms below want something")

    def refuse(self, why: str) -> None:
        """Told beside the field, where there is one."""
        if self.about:
            self[self.about].errors = [why]
        else:
            self.form_errors.append(why)

    @property
    def details(self) -> str:
        """Why, if they said so."""
        return ""


class AmountForm(ActForm):
    """Another sum, in the plan's currency. With the costs it is asked for only once their sum was shown."""

    about = "amount"
    amount = LineField(
        _("Amount"),
        validators=[InputRequired(_("Please write an amount."))],
        render_kw={"inputmode": "decimal", "autocomplete": "off", "maxlength": 20},
    )
    cover_costs = BooleanField(_("Add the costs of the payment, so that they do not reduce my gift"))
    seen = HiddenField()  # the sum with costs that was shown

    def __init__(self, plan: RecurringPlan, **named: Any) -> None:
        self.donation = plan.amount - plan.covered_costs
        typed = self.donation.typed(current_language())
        kept = {"amount": typed, "cover_costs": bool(plan.covered_costs), "seen": plan.amount.plain()}
        super().__init__(plan, data=kept, **named)
        self.amount.label.text = gettext("Amount in %(currency)s", currency=plan.currency)
        self.amount.description = self._sums_and_limits()
        if plan.kind != PlanKind.CARD or price_on(plan.currency, today()) is None:
            del self.cover_costs
        else:
            self.cover_costs.description = self._costs_in_words()

    def validate_amount(self, field: LineField) -> None:
        """As people write amounts."""
        try:
            self.donation = parse_money(field.data or "", self.plan.currency)
        except Refused as refusal:
            raise ValidationError(translate_message(refusal.message, refusal.parameters)) from None

    def validate_cover_costs(self, _field: BooleanField) -> None:
        """Nobody gives a sum they have not seen."""
        costs = self._costs()
        total = self.donation + costs
        self.cover_costs.description = self._costs_in_words()
        if self.amount.errors or not costs or self.seen.data == total.plain():
            return
        self.seen.data = total.plain()
        sums = {"sum": money(total), "year": money(self._in_a_year(total))}
        details = gettext(
            "With the costs %(sum)s is collected each time, %(year)s in a year. If that is right, please press once "
            "more.",
            **sums,
        )
        raise ValidationError(details)

    def change_request(self) -> ChangeRequest:
        """The costs are worked out by the prices of today."""
        costs = self._costs()
        return change_request.amount(self.donation + costs, costs)

    def _costs(self) -> Money:
        covers = "cover_costs" in self and self.cover_costs.data
        return costs_to_cover(self.donation, today()) if covers else Money(0, self.donation.currency)

    def _costs_in_words(self) -> str:
        sums = {"amount": money(self.donation), "costs": money(costs_to_cover(self.donation, today()))}
        return gettext("For %(amount)s these are %(costs)s.", **sums)

    def _in_a_year(self, donation: Money) -> Money:
        return in_a_year(donation, Frequency(self.plan.interval))

    def _sums_and_limits(self) -> str:
        each, year = self.plan.amount, self._in_a_year(self.plan.amount)
        now = {"amount": money(each), "interval": interval_word(self.plan.interval), "year": money(year)}
        details = gettext("Now %(amount)s %(interval)s: %(year)s in a year.", **now)
        if each.currency not in the_organisation().currencies:
            return details
        least, most = the_organisation().limits(each.currency)
        bounds = gettext("From %(least)s to %(most)s.", least=money(least), most=money(most))
        return f"{details} {bounds}"


class RhythmForm(ActForm):
    """How often."""

    about = "interval"
    interval = choice(_("How often"), _("Please choose one of those offered."))

    def __init__(self, plan: RecurringPlan, **named: Any) -> None:
        super().__init__(plan, data={"interval": plan.interval}, **named)
        rare = set() if settings().offers_quarterly or plan.interval == Interval.QUARTERLY else {Interval.QUARTERLY}
        self.interval.choices = [(str(each), interval_word(each)) for each in Interval if each not in rare]

    def change_request(self) -> ChangeRequest:
        """From the next date on."""
        return change_request.interval(Interval(self.interval.data))


class DayField(DateField):
    """A day; what is none is told in our words, not the library's."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(wrong_day()) from None


class DayForm(ActForm):
    """When the next one is collected."""

    about = "on"
    on = DayField(_("Next date"), validators=[InputRequired(_("Please choose a day."))])

    def __init__(self, plan: RecurringPlan, **named: Any) -> None:
        super().__init__(plan, data={"on": plan.next_on}, **named)
        first, last = dates_to_choose(plan) or (plan.next_on, plan.next_on)
        self.on.render_kw = {"min": str(first), "max": str(last)}

    def change_request(self) -> ChangeRequest:
        """Later ones are counted from it."""
        assert self.on.data  # noqa: S101 - a checked form has one
        return change_request.next_collection(self.on.data)


class PurposeForm(ActForm):
    """What it is for."""

    about = "fund"
    fund = choice(_("Give to"), _("Please choose one of the funds offered."))

    def __init__(self, plan: RecurringPlan, **named: Any) -> None:
        super().__init__(plan, data={"fund": plan.fund.slug}, **named)
        self.fund.choices = [(fund.slug, in_language(fund.name)) for fund in open_funds()]

    def change_request(self) -> ChangeRequest:
        """From the next one on."""
        return change_request.fund(fund_by_slug(self.fund.data).id)


class PauseForm(ActForm):
    """For how long."""

    about = "months"
    months = choice(_("For how long"), _("Please choose one of those offered."))

    def __init__(self, plan: RecurringPlan, **named: Any) -> None:
        super().__init__(plan, **named)
        self.months.choices = [(str(count), _months(count)) for count in pauses_to_choose(plan)]

    def change_request(self) -> ChangeRequest:
        """From today on."""
        return change_request.pause(int(self.months.data))


class SkipForm(ActForm):
    """Nothing but a button."""

    def change_request(self) -> ChangeRequest:
        """The next one is left out."""
        return change_request.leave_out()


class ResumeForm(ActForm):
    """Nothing but a button."""

    def change_request(self) -> ChangeRequest:
        """The end of the pause."""
        return change_request.resume()


class CancelForm(ActForm):
    """The end; why may stay empty."""

    reason = TextAreaField(
        _("Would you tell us why?"),
        validators=[printable_text, Length(max=1000, message=_("Please keep it within 1,000 characters."))],
    )

    def change_request(self) -> ChangeRequest:
        """The end."""
        return change_request.cancel()

    @property
    def details(self) -> str:
        return self.reason.data or ""


FORMS: dict[str, type[ActForm]] = {
    "amount": AmountForm,
    "rhythm": RhythmForm,
    "date": DayForm,
    "purpose": PurposeForm,
    "pause": PauseForm,
    "skip": SkipForm,
    "resume": ResumeForm,
    "cancel": CancelForm,
}


def _months(count: int) -> str:
    # As a table: "1 month" begins no sentence that a plural form could be made of in every language.
    texts = (
        gettext("one month"),
        gettext("two months"),
        gettext("three months"),
        gettext("four months"),
        gettext("five months"),
        gettext("six months"),
    )
    return texts[count - 1]
