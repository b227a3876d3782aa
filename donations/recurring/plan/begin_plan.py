"""A plan is written when the provider first speaks of it: never by a form that nobody paid for."""

from uuid import UUID

from sqlalchemy import select

from donations.core import clock
from donations.core.database import lock_words, session
from donations.core.errors import Impossible, NotYet
from donations.giving.models import Donation
from donations.giving.queries import locked_donation_by_reference
from donations.giving.states import Frequency
from donations.organisation.queries import the_organisation
from donations.recurring.history_models import PlanHistory
from donations.recurring.models import RecurringPlan
from donations.recurring.queries import plan_by_provider_id
from donations.recurring.states import Interval, PlanKind

BEGUN = "begun"


def plan_told_of(reference: str | None, provider_plan_id: str, event_id: UUID) -> RecurringPlan:
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
