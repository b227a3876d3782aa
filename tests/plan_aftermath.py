"""When the years are over: what is in the books, compared with what the provider knows. Each finding is a breach."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import func, select

from donations.core import clock
from donations.core.database import session
from donations.giving.models import Donation, Payment
from donations.giving.start.checkout_attempts import product_of
from donations.giving.states import DonationStatus
from donations.mail.models import Letter
from donations.receipts.models import ReceiptDonation
from donations.recurring.calendar import MONTHS
from donations.recurring.history_models import PlanChange
from donations.recurring.models import Instalment, RecurringPlan
from donations.recurring.reasons import ChangeKind
from donations.recurring.states import Interval
from donations.sandbox.sandbox import Sandbox
from tests.story import Mailbox

OURS = "collect:"  # how the keys of our own tries begin
_TRIED = ("invoice.paid", "invoice.payment_failed")
_LONG_HEARD = timedelta(days=31)


@dataclass(frozen=True)
class Collected:
    """Money the provider has taken for one period of a plan."""

    plan: str
    period: tuple[datetime, datetime]
    payment: str
    at: datetime

    @property
    def days(self) -> tuple[date, date]:
        """Where the foundation is: a date that is moved is moved to the morning, whichever hour it was before."""
        start, end = (clock.local_date(moment, "Europe/Warsaw") for moment in self.period)
        return start, end


def collected(sandbox: Sandbox) -> list[Collected]:
    """All of it, as the provider tells it."""
    invoices = {each["id"]: each for each in sandbox.all("invoice")}
    return [
        Collected(
            invoices[each["invoice"]]["parent"]["subscription_details"]["subscription"],
            _period(invoices[each["invoice"]]),
            each["payment"]["payment_intent"],
            clock.from_timestamp(each["status_transitions"]["paid_at"]),
        )
        for each in sandbox.all("invoice_payment")
        if each["status"] == "paid" and each["amount_paid"]
    ]


def _period(invoice: dict[str, Any]) -> tuple[datetime, datetime]:
    period = invoice["lines"]["data"][0]["period"]
    return clock.from_timestamp(period["start"]), clock.from_timestamp(period["end"])


def not_in_the_books_once(payments: list[Collected]) -> dict[str, int]:
    """How often each payment is there that is lost, unknown to the provider, or with two donations."""
    rows = select(Payment.provider_payment_id).where(Payment.succeeded_at.is_not(None))
    known, taken = Counter(session.scalars(rows)), Counter(each.payment for each in payments)
    return {each: known[each] for each in {*known, *taken} if known[each] != 1 or taken[each] != 1}


def counting(payments: list[Collected]) -> list[Collected]:
    """Those whose donation counts; the others need attention."""
    settled = select(Payment.provider_payment_id).join(Donation).where(Donation.status == DonationStatus.SETTLED)
    counts = set(session.scalars(settled))
    return [each for each in payments if each.payment in counts]


def counted_twice(payments: list[Collected]) -> list[tuple[Collected, Collected]]:
    """Two that count, of one plan, for days that overlap.

    By one day they may: what is begun at 23:17 in winter is collected by the provider at 00:17 in summer, and stays
    due on the day before, on whose morning a changed rhythm begins.
    """
    in_order = sorted(counting(payments), key=lambda each: (each.plan, each.period))
    pairs = [(one, two) for one, two in pairwise(in_order) if one.plan == two.plan]
    return [(one, two) for one, two in pairs if two.days[0] < one.days[1] - timedelta(days=1)]


def taken_after_the_end(payments: list[Collected]) -> list[Collected]:
    """For a period that began when the plan had been over here for so long that the provider must have heard."""
    over = select(RecurringPlan.provider_plan_id, RecurringPlan.ended_at).where(RecurringPlan.ended_at.is_not(None))
    heard = {plan: at + _LONG_HEARD for plan, at in session.execute(over) if at}
    return [each for each in payments if each.plan in heard and each.period[0] > heard[each.plan]]


def asked_by_us_after_a_cancel(sandbox: Sandbox) -> list[str]:
    """Invoices we wanted paid, whatever came of it, though the supporter had said no."""
    ends = _cancels()
    return [
        event["data"]["object"]["id"]
        for event in sandbox.events()
        if event["type"] in _TRIED
        and (event["request"]["idempotency_key"] or "").startswith(OURS)
        and (plan := event["data"]["object"]["parent"]["subscription_details"]["subscription"]) in ends
        and clock.from_timestamp(event["created"]) > ends[plan]
    ]


def counted_after_a_cancel(payments: list[Collected]) -> list[Collected]:
    """It came all the same, and is not held."""
    ends = _cancels()
    return counting([each for each in payments if each.plan in ends and each.at > ends[each.plan]])


def _cancels() -> dict[str | None, datetime]:
    """When the end of each plan was asked for, by the provider's names."""
    requested = select(RecurringPlan.provider_plan_id, func.min(PlanChange.asked_at)).join(
        PlanChange, PlanChange.plan_id == RecurringPlan.id
    )
    change_request = requested.where(PlanChange.kind == ChangeKind.CANCEL, PlanChange.refused_at.is_(None))
    return {row[0]: row[1] for row in session.execute(change_request.group_by(RecurringPlan.provider_plan_id))}


def donations_not_thanked_once() -> list[tuple[str, int]]:
    """Each instalment that counts has one letter of thanks, by whichever of its receipts."""
    rows = (
        select(Donation.reference, func.count(Letter.id))
        .join(Instalment, Instalment.donation_id == Donation.id)
        .outerjoin(ReceiptDonation, ReceiptDonation.donation_id == Donation.id)
        .outerjoin(Letter, (Letter.about_id == ReceiptDonation.receipt_id) & (Letter.kind == "thank_you"))
        .where(Donation.status == DonationStatus.SETTLED)
        .group_by(Donation.reference)
    )
    return [(reference, count) for reference, count in session.execute(rows) if count != 1]


def letters_not_sent_once(mailbox: Mailbox) -> list[str]:
    """What the mailbox holds, and what was written: `unknown` ones a worker died over may have gone out, or not."""
    held = Counter(str(letter["Message-ID"]).strip("<>").partition("@")[0] for letter in mailbox.letters)
    written = {f"{each.kind}.{each.id.hex}": each.state for each in session.scalars(select(Letter))}
    may_be = {"sent": (1,), "unknown": (0, 1)}
    wrong = [name for name, state in written.items() if held[name] not in may_be.get(state, ())]
    return wrong + [name for name in held if name not in written]


def differ_from_provider(sandbox: Sandbox) -> list[str]:
    """Each plan there that is another one here, or none."""
    plans = {each.provider_plan_id: each for each in session.scalars(select(RecurringPlan))}
    return [
        f"{there['id']}: {problem}" for there in sandbox.all("subscription") for problem in _differences(there, plans)
    ]


def _differences(there: dict[str, Any], plans: Mapping[str | None, RecurringPlan]) -> list[str]:
    here = plans.get(there["id"])
    if here is None:
        return ["is not here"]
    is_over = there["status"] in ("canceled", "incomplete_expired")
    if is_over or here.is_over:
        return [] if is_over and here.is_over else [f"over: {is_over} there, {here.is_over} here"]
    item = there["items"]["data"][0]
    price, pause = item["price"], there["pause_collection"]
    rhythm, unit = price["recurring"], {"month": 1, "year": 12}
    ends = clock.local_date(clock.from_timestamp(item["current_period_end"]), "Europe/Warsaw")
    until = clock.local_date(clock.from_timestamp(pause["resumes_at"]), "Europe/Warsaw") if pause else None
    shown = {
        "amount": (price["unit_amount"], here.amount_minor),
        "months": (rhythm["interval_count"] * unit[rhythm["interval"]], MONTHS[Interval(here.interval)]),
        "paused": (bool(pause), here.is_paused),
        "until": (until, here.paused_until),
        "card": (there["default_payment_method"], here.payment_method_id),
        "product": (price["product"], product_of(here.fund_id).product_id),
    }
    wrong = [f"{name}: {one} there, {other} here" for name, (one, other) in shown.items() if one != other]
    if not pause and (here.next_on is None or abs(here.next_on - ends) > timedelta(days=1)):
        wrong.append(f"next: {ends} there, {here.next_on} here")
    return wrong
