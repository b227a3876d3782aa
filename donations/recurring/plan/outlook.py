"""How often, in words, where no request is: for letters."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from uuid import UUID

from donations.core.wording import gettext_in
from donations.funds.queries import offered_campaign
from donations.mail.donation_context import PlanNote
from donations.mail.models import Letter
from donations.organisation.links import Links
from donations.recurring.calendar import dates_from, next_date
from donations.recurring.models import RecurringPlan
from donations.recurring.queries import count_settled, plan_of_donation
from donations.recurring.states import Interval, PlanKind
from donations.supporters.queries import email_key


def interval_in(language: str, interval: str) -> str:
    """`monthly` → `every month`."""
    return {
        Interval.MONTHLY: gettext_in(language, "every month"),
        Interval.QUARTERLY: gettext_in(language, "every three months"),
        Interval.YEARLY: gettext_in(language, "every year"),
    }[Interval(interval)]


YEARLY_NOTICE_DAYS = 7
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Course:
    """Everything its future follows from, as long as nobody changes anything."""

    interval: Interval
    anchor_on: date
    next_on: date | None  # None: nothing is collected any more
    left: int | None = None  # so many instalments are still to come; None: without end
    ends_on: date | None = None
    card_until: date | None = None  # the last day its card is valid; None: not known, or no card

    def collections(self) -> Iterator[date]:
        """The days on which money will be asked for."""
        if self.next_on is None:
            return
        for day in islice(dates_from(self.anchor_on, self.interval, self.next_on), self.left):
            if self.ends_on and day >= self.ends_on:
                return
            yield day

    def outlives_its_card(self) -> bool:
        """Whether something will be collected after the card has expired."""
        return self.card_until is not None and any(day > self.card_until for day in _until(self, self.card_until))

    def card_notice_on(self, day: date) -> bool:
        """In the month before its last one, and in that one, if it was not told by then."""
        if self.card_until is None or not self.outlives_its_card():
            return False
        last_month = self.card_until.replace(day=1)
        return next_date(last_month, Interval.MONTHLY, -1) <= day <= self.card_until

    def yearly_notice_on(self, day: date) -> bool:
        """A week before, and on each day until it is collected, if it was not told by then."""
        coming = next(self.collections(), None)
        if self.interval != Interval.YEARLY or coming is None:
            return False
        return coming - YEARLY_NOTICE_DAYS * _DAY <= day < coming


def course_of(plan: RecurringPlan) -> Course:
    """As it is known now."""
    card = plan.card if plan.kind == PlanKind.CARD else None
    left = plan.instalments_planned - count_settled(plan.id) if plan.instalments_planned else None
    return Course(
        interval=Interval(plan.interval),
        anchor_on=plan.anchor_on,
        next_on=plan.next_on,
        left=left,
        ends_on=plan.ends_on,
        card_until=last_day_of(card.exp_year, card.exp_month) if card and card.exp_year and card.exp_month else None,
    )


def last_day_of(year: int, month: int) -> date:
    """A card is valid until the end of the month printed on it."""
    return next_date(date(year, month, 1), Interval.MONTHLY, 1) - _DAY


def _until(course: Course, day: date) -> Iterator[date]:
    """The collections up to the first one after `day`."""
    for each in course.collections():
        yield each
        if each > day:
            return


def form_for_the_same(plan: RecurringPlan, links: Links, language: str) -> str:
    """The form with the same donation, as far as an address may say it: nothing about the person."""
    campaign = offered_campaign(plan.campaign, plan.fund_id)
    donation = plan.amount - plan.covered_costs
    filled = {"frequency": plan.interval, "amount": donation.plain(), "currency": plan.currency, "fund": plan.fund.slug}
    if plan.placement:
        filled["placement"] = plan.placement
    return links.give(language, campaign, **filled)


def plan_note_of(donation_id: UUID, letter: Letter, links: Links) -> PlanNote | None:
    """None for a donation that was given once, or whose plan is over; and where the letter goes to another address than
    those of the plan, as staff may send it: the link would let its reader change the plan."""
    plan = plan_of_donation(donation_id)
    if plan is None or plan.is_over or email_key(letter.recipient_email) != email_key(plan.donor_email):
        return None
    return PlanNote(
        is_first=plan.first_donation_id == donation_id,
        interval=interval_in(letter.language, plan.interval),
        collected_on=plan.next_on if plan.kind == PlanKind.CARD else None,
        manage_url=links.plan(plan.id, letter.recipient_email, letter.language),
    )
