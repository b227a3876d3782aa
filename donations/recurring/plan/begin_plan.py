"""A plan begins: with the provider's first word of it, or recorded by hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from donations.core import clock
from donations.core.database import lock_words, session
from donations.core.errors import Impossible, NotYet, Refused
from donations.core.money import Money
from donations.giving.by_hand.record_donation import Giver
from donations.giving.models import Donation
from donations.giving.queries import locked_donation_by_reference
from donations.giving.states import Frequency
from donations.organisation.queries import the_organisation
from donations.recurring.changes.change_request import today
from donations.recurring.history_models import PlanHistory
from donations.recurring.models import RecurringPlan
from donations.recurring.queries import plan_by_provider_id
from donations.recurring.states import Interval, PlanKind
from donations.staff.audit_trail import Act, record_audit
from donations.supporters.models import Supporter
from donations.supporters.queries import add_supporter_without_email, find_or_add_supporter

BEGUN = "begun"


def plan_reported(reference: str | None, provider_plan_id: str, event_id: UUID) -> RecurringPlan:
    """The plan the provider speaks of, locked. Raises `NotYet` while its first donation is not known.

    A second plan for one form cannot be: `Impossible`, and a person sees to it at the provider.
    """
    if known := plan_by_provider_id(provider_plan_id):
        return known
    if reference is None:
        raise NotYet("The regular gift this event speaks of is not known yet.")
    lock_words("plan", reference)
    if known := plan_by_provider_id(provider_plan_id):  # somebody wrote it while we waited
        return known
    donation = locked_donation_by_reference(reference)
    if donation is None:
        raise NotYet("The gift this event speaks of is not known yet.")
    if donation.frequency == Frequency.ONCE:
        raise Impossible("gift %(donation)s was given once", donation=reference)
    if session.scalar(select(RecurringPlan.id).where(RecurringPlan.first_donation_id == donation.id)):
        raise Impossible("gift %(donation)s began another regular gift already", donation=reference)
    return _begin(donation, provider_plan_id, event_id)


def begin_history(plan: RecurringPlan, event_id: UUID | None = None) -> None:
    """The first row of its history."""
    session.add(PlanHistory(plan_id=plan.id, was=None, became=plan.status, reason=BEGUN, event_id=event_id))
    session.flush()


def _begin(donation: Donation, provider_plan_id: str, event_id: UUID) -> RecurringPlan:
    day = clock.local_date(donation.started_at, the_organisation().zone)
    plan = RecurringPlan(
        reference=donation.reference,
        kind=PlanKind.CARD,
        interval=Interval(donation.frequency),
        amount=donation.amount,
        covered_costs_minor=donation.covered_costs_minor,
        fund_id=donation.allocations[0].fund_id,
        campaign_id=donation.campaign_id,
        placement=donation.placement,
        first_donation_id=donation.id,
        donor_name=donation.donor_name,
        donor_email=donation.donor_email,
        donor_address=donation.donor_address,
        language=donation.language,
        is_anonymous=donation.is_anonymous,
        privacy_version=donation.privacy_version,
        terms_version=donation.terms_version,
        started_at=donation.started_at,
        started_on=day,
        anchor_on=day,
        provider_plan_id=provider_plan_id,
    )
    session.add(plan)
    session.flush()
    begin_history(plan, event_id)
    return plan


_EARLIEST = date(2000, 1, 1)
_NO_FORM = 0  # the privacy text that was shown: none


@dataclass(frozen=True, slots=True)
class NewPlan:
    """What was agreed. `first_on`: the day of the first instalment, which may have passed; `instalments`: how many.

    `anchor_on`: the day its dates are counted from, where that is another: of 28 February and 31 March the 31st.
    """

    giver: Giver
    amount: Money
    interval: Interval
    first_on: date
    fund_id: UUID
    instalments: int | None = None
    campaign_id: UUID | None = None
    note: str = ""
    anchor_on: date | None = None


def record_plan(new: NewPlan, *, by: UUID) -> RecurringPlan:
    """In the caller's transaction. Its instalments are recorded as they come (`record_instalment`)."""
    _check(new)
    supporter, giver = _supporter(new.giver), new.giver
    plan = RecurringPlan(
        kind=PlanKind.STANDING_ORDER,
        interval=new.interval,
        amount=new.amount,
        instalments_planned=new.instalments,
        fund_id=new.fund_id,
        campaign_id=new.campaign_id,
        supporter_id=supporter.id,
        donor_name=giver.name,
        donor_email=giver.email.strip(),
        donor_address=dict(giver.address) if giver.address else None,
        language=giver.language,
        is_anonymous=giver.is_anonymous,
        privacy_version=_NO_FORM,
        started_at=clock.now(),
        started_on=new.first_on,
        anchor_on=new.anchor_on or new.first_on,
        next_on=new.first_on,  # what came before it was recorded is recorded one by one: it is still expected
    )
    session.add(plan)
    session.flush()
    begin_history(plan)
    record_audit(Act("plan.recorded", "plan", plan.id, by, new.note.strip(), after=_details(new, plan)))
    return plan


def _check(new: NewPlan) -> None:
    if new.amount.minor <= 0 or not new.giver.name.strip():
        raise Refused("A regular gift needs an amount and a name.")
    if not _EARLIEST <= new.first_on <= today().replace(year=today().year + 2, day=1):
        raise Refused("Please check the date of the first instalment.", about="first_on")
    if new.instalments is not None and new.instalments < 1:
        raise Refused("Please write how many instalments were agreed, or leave it empty.", about="instalments")


def _supporter(giver: Giver) -> Supporter:
    if giver.supporter_id and (known := session.get(Supporter, giver.supporter_id)):
        return known
    if giver.email.strip():
        return find_or_add_supporter(giver.email, giver.name, giver.language)
    return add_supporter_without_email(giver.name, giver.language)


def _details(new: NewPlan, plan: RecurringPlan) -> Mapping[str, Any]:
    return {
        "reference": plan.reference,
        "amount": f"{new.amount.plain()} {new.amount.currency}",
        "interval": str(new.interval),
        "first on": new.first_on.isoformat(),
        "instalments": new.instalments,
        "name": new.giver.name,
        "e-mail": new.giver.email,
    }
