"""A change of a plan in words for its letter: what it was, what it is now, and who asked for it."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from donations.core.database import session
from donations.core.errors import NotFound
from donations.core.money import Money
from donations.core.wording import format_day, gettext_in, in_language
from donations.funds.queries import fund_by_id
from donations.mail.compose import Draft
from donations.mail.draft import draft_of
from donations.mail.models import Letter
from donations.organisation.links import Links
from donations.organisation.queries import the_organisation
from donations.recurring.calendar import dates_from
from donations.recurring.changes.pause import dropped_by
from donations.recurring.decline_families import Family
from donations.recurring.dunning.failing_now import ahead_of, new_card_in_words
from donations.recurring.history_models import CollectionFailure, PlanChange
from donations.recurring.letters.write_plan_letter import CARD_EXPIRING, KINDS, OF_CHANGES, OF_FAILURES, PLAN_ENDED
from donations.recurring.models import Instalment, RecurringPlan
from donations.recurring.plan.outlook import course_of, form_for_the_same, interval_in
from donations.recurring.queries import count_settled, plan_by_id
from donations.recurring.reasons import ChangeKind, EndReason, Problem, RequestedBy
from donations.recurring.states import Interval, PlanKind

_Facts = Mapping[str, Any]
_NOTHING = "–"


def change_in_words(plan: RecurringPlan, change: PlanChange, language: str) -> dict[str, Any]:
    """`was` and `now` are empty where there is nothing to compare; `dropped`: the days of what a pause let go."""
    kind = ChangeKind(change.kind)
    is_known = kind in _SIDES and not (kind == ChangeKind.CARD and change.refused_at)
    was, now = _SIDES[kind](plan, change, language) if is_known else ("", "")
    until = change.wanted.get("until")
    back_on = date.fromisoformat(until) if until else None
    if back_on and kind == ChangeKind.PAUSE:  # a pause is felt up to the next donation, whichever day it ends on
        back_on = next(dates_from(plan.anchor_on, Interval(plan.interval), back_on))
    return {
        "change": kind.value,
        "was": was,
        "now": now,
        "until": back_on,
        "by_us": change.asked_by == RequestedBy.STAFF,
        "dropped": dropped_by(change),
        "was_collected": change.problem == Problem.COLLECTED,
    }


def _amounts(plan: RecurringPlan, change: PlanChange, language: str) -> tuple[str, str]:
    was, now = (Money(each["amount_minor"], plan.currency) for each in (change.was, change.wanted))
    return was.format(language), now.format(language)


def _intervals(_plan: RecurringPlan, change: PlanChange, language: str) -> tuple[str, str]:
    return interval_in(language, change.was["interval"]), interval_in(language, change.wanted["interval"])


def _days(_plan: RecurringPlan, change: PlanChange, language: str) -> tuple[str, str]:
    return _day(change.was["on"], language), _day(change.wanted["on"], language)


def _funds(_plan: RecurringPlan, change: PlanChange, language: str) -> tuple[str, str]:
    return _fund(change.was["fund_id"], language), _fund(change.wanted["fund_id"], language)


def _cards(plan: RecurringPlan, change: PlanChange, language: str) -> tuple[str, str]:
    return _card_in_words(change.was["last4"], language), _card_in_words(
        plan.card.last4 if plan.card else None, language
    )


def _day(day: str | None, language: str) -> str:
    return format_day(date.fromisoformat(day), language) if day else _NOTHING


def _fund(fund_id: str, language: str) -> str:
    try:
        return in_language(fund_by_id(UUID(fund_id)).name, language, the_organisation().default_language)
    except NotFound:
        return _NOTHING


def _card_in_words(last4: str | None, language: str) -> str:
    return gettext_in(language, "card ending in %(last4)s", last4=last4) if last4 else _NOTHING


_SIDES: dict[ChangeKind, Callable[[RecurringPlan, PlanChange, str], tuple[str, str]]] = {
    ChangeKind.AMOUNT: _amounts,
    ChangeKind.INTERVAL: _intervals,
    ChangeKind.DATE: _days,
    ChangeKind.FUND: _funds,
    ChangeKind.CARD: _cards,
}


def draft_plan_letter(letter: Letter, *, links: Links) -> Draft:
    """The letter as it is sent, and as it would be sent again."""
    assert letter.kind in KINDS  # noqa: S101 - each kind has its writer
    return draft_of(letter, links, _details(letter, links))


def _details(letter: Letter, links: Links) -> Mapping[str, Any]:
    if letter.kind in OF_FAILURES:
        failure = session.get_one(CollectionFailure, letter.about_id)
        plan = plan_by_id(failure.plan_id)
        return {**_plan(plan, letter, links), **_failure(plan, failure, letter, links)}
    if letter.kind in OF_CHANGES:
        change = session.get_one(PlanChange, letter.about_id)
        plan = plan_by_id(change.plan_id)
        return {
            **_plan(plan, letter, links),
            **change_in_words(plan, change, letter.language),
            **new_card_in_words(change),
        }
    plan = plan_by_id(letter.about_id)
    update = {**_plan(plan, letter, links), **_card_days(plan)}
    if letter.kind == PLAN_ENDED:
        update |= _end(plan, letter, links)
    if letter.kind == CARD_EXPIRING:
        update["link"] = _card_link(plan, letter, links)
    return update


def _plan(plan: RecurringPlan, letter: Letter, links: Links) -> dict[str, Any]:
    """What every letter about a plan says of it; `link` is the one act, unless the letter has another.

    Links are good for the address the letter goes to: should the plan's be another one by then, they open nothing.
    """
    manage = links.plan(plan.id, letter.recipient_email, letter.language)
    default = the_organisation().default_language
    return {
        "amount": plan.amount,
        "interval": interval_in(letter.language, plan.interval),
        "fund_name": in_language(plan.fund.name, letter.language, default),
        "reference": plan.reference,
        "next_on": plan.next_on if plan.kind == PlanKind.CARD else None,  # of a standing order nothing is collected
        "is_over": plan.is_over,
        "is_by_bank": plan.kind == PlanKind.STANDING_ORDER,
        "last4": plan.card.last4 if plan.card and plan.card.kind == "card" else None,
        "manage_url": manage,
        "link": manage,
    }


def _card_link(plan: RecurringPlan, letter: Letter, links: Links) -> str:
    return links.plan_card(plan.id, letter.recipient_email, letter.language)


def _card_days(plan: RecurringPlan) -> dict[str, Any]:
    course = course_of(plan)
    until = course.card_until  # None: no card, or nothing known of it; the days to come have no end
    after = next((day for day in course.collections() if day > until), None) if until else None
    return {"card_until": f"{until:%m/%Y}" if until else None, "first_after": after}


def _failure(plan: RecurringPlan, failure: CollectionFailure, letter: Letter, links: Links) -> dict[str, Any]:
    instalment = session.get_one(Instalment, failure.instalment_id)
    ahead = ahead_of(failure, instalment)
    is_open = failure.family is not None and failure.next_step_at is not None and not plan.is_over
    to_confirm = instalment.payment_page if failure.family == Family.CONFIRM else None
    return {
        "amount": instalment.amount,
        "due_on": instalment.period_start,
        "family": str(failure.family),
        "state": "open" if is_open else "mended" if failure.mended_at else "over",
        "next_try_on": ahead.next_try_on,
        "ends_on": ahead.ends_on,
        "link": links.for_reader(to_confirm) if to_confirm else _card_link(plan, letter, links),
    }


def _end(plan: RecurringPlan, letter: Letter, links: Links) -> dict[str, Any]:
    reason = EndReason(plan.end_reason) if plan.end_reason else EndReason.PROVIDER
    again = form_for_the_same(plan, links, letter.language)
    return {"reason": reason.value, "donations": count_settled(plan.id), "link": again}
