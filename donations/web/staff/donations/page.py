"""One donation: everything on one page, what happened to it, and what somebody of this role may do."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template, url_for
from flask_babel import gettext

from donations.core import clock
from donations.giving.refunds.refund_donation import is_returnable
from donations.giving.states import DonationStatus, Frequency
from donations.receipts.void_receipt import is_outdated
from donations.recurring.models import RecurringPlan
from donations.reporting.donation_page.facts import DonationFacts, donation_facts
from donations.reporting.donation_page.timeline import timeline
from donations.reporting.plan_page.facts import place_of_donation
from donations.staff.permissions import Permission, may
from donations.web.app_context import organisation_or_none
from donations.web.staff.donations.instalment import acts_of_counting, perhaps_of, plans_to_count_in
from donations.web.staff.donations.timeline import in_words
from donations.web.staff.guard import blueprint, current_staff, dashboard_url, needs
from donations.web.staff.labels.donations import (
    dispute_reason_word,
    failure_word,
    held_word,
    letter_word,
    method_word,
    void_word,
)
from donations.web.staff.labels.plans import interval_word

_WORDS = {
    "dispute_reason_word": dispute_reason_word,
    "failure_word": failure_word,
    "held_word": held_word,
    "letter_word": letter_word,
    "method_word": method_word,
    "void_word": void_word,
}


@dataclass(frozen=True, slots=True)
class Act:
    """Something that may be done now; `endpoint` is its page."""

    label: str
    url: str
    tone: str = "quiet"


@blueprint.get("/donations/<reference>")
@needs(Permission.VIEW)
def donation(reference: str) -> str:
    """By its reference, as somebody reads it aloud."""
    organisation_or_none()  # held on to by the request: whoever asks for it later asks no database
    facts = donation_facts(reference)
    receipt, standing_orders = facts.valid_receipt, plans_to_count_in(facts)
    return render_template(
        "staff/donations/page.html",
        facts=facts,
        donation=facts.donation,
        left=facts.left,
        state=facts.state,
        acts=list(_acts(facts, standing_orders)),
        perhaps=perhaps_of(facts, standing_orders),
        story=in_words(timeline(facts), facts.names),
        is_outdated=bool(receipt and is_outdated(receipt, facts.donation)),
        supporter_url=_supporter_url(facts),
        **_of_plan(facts),
        dashboard_url=_dashboard_url(facts),
        now=clock.now(),
        **_WORDS,
    )


def _acts(facts: DonationFacts, standing_orders: Sequence[RecurringPlan]) -> Iterator[Act]:
    """What the state of the donation allows, of what the role allows."""
    role, reference = current_staff().role, facts.donation.reference
    if may(role, Permission.REVIEW) and facts.is_waiting_for_review:
        yield Act(gettext("Accept"), url_for("staff.accept_donation", reference=reference), "")
    if may(role, Permission.REFUND) and facts.is_waiting_for_review:
        yield Act(gettext("Reject"), url_for("staff.reject_donation", reference=reference), "danger")
    if may(role, Permission.EDIT):
        yield Act(gettext("Edit"), url_for("staff.edit_donation_page", reference=reference))
        yield Act(gettext("Move to another fund"), url_for("staff.move_donation", reference=reference))
        yield from (Act(*each) for each in acts_of_counting(facts, standing_orders))
    if may(role, Permission.REFUND):
        yield from _refunding(facts)


def _refunding(facts: DonationFacts) -> Iterator[Act]:
    donation, can_return = facts.donation, bool(facts.left)
    if donation.status == DonationStatus.STARTED or _is_on_its_way(facts):
        yield Act(gettext("Cancel the gift"), url_for("staff.cancel_donation", reference=donation.reference))
    elif can_return and facts.record:
        yield Act(gettext("Record a refund"), url_for("staff.refund_by_hand", reference=donation.reference))
    elif can_return and facts.payment and is_returnable(donation, facts.review):
        yield Act(gettext("Refund"), url_for("staff.refund_donation", reference=donation.reference))


def _is_on_its_way(facts: DonationFacts) -> bool:
    """And nobody has asked the provider yet to stop it; the page of the act knows the rest."""
    donation = facts.donation
    is_single = donation.status == DonationStatus.PROCESSING and donation.frequency == Frequency.ONCE
    return is_single and not donation.held_reason and not facts.cancel


def _supporter_url(facts: DonationFacts) -> str | None:
    supporter = facts.donation.supporter
    return url_for("staff.supporter", supporter_id=supporter.id) if supporter else None


def _of_plan(facts: DonationFacts) -> dict[str, Any]:
    """Where it stands among the instalments of its plan; before the first money only how often it is meant."""
    frequency = facts.donation.frequency
    if frequency == Frequency.ONCE:
        return {}
    return {"place": place_of_donation(facts.donation.id), "how_often": interval_word(frequency)}


def _dashboard_url(facts: DonationFacts) -> str | None:
    payment = facts.payment or next(iter(facts.payments), None)
    return dashboard_url("payments", payment.provider_payment_id) if payment else None
