"""What became of a donation. This page reads; it never settles anything."""

from datetime import timedelta
from typing import Any

from flask import render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from donations.core import clock
from donations.core.tokens import sign
from donations.core.wording import in_language
from donations.funds.queries import offered_campaign
from donations.giving.balances import remaining_amount
from donations.giving.by_hand.review_held import is_rejected
from donations.giving.models import Donation
from donations.giving.queries import donation_by_id, latest_attempt
from donations.giving.states import DonationStatus, Frequency
from donations.organisation.links import RETURN, THANKS
from donations.organisation.queries import the_organisation
from donations.receipts.queries import valid_receipt
from donations.recurring.models import RecurringPlan
from donations.recurring.queries import goes_on_giving, plan_of_donation
from donations.web.app_context import tools
from donations.web.language import current_language, use_language
from donations.web.public.blueprint import blueprint

_OFFERED_FOR = "offered_monthly_for"  # in the visitor's cookie: the donation after which we asked
_OFFER_STANDS = timedelta(days=1)

_STATE = {
    DonationStatus.STARTED: "started",
    DonationStatus.PROCESSING: "processing",
    DonationStatus.EXPIRED: "expired",
    DonationStatus.FAILED: "failed",
    DonationStatus.SETTLED: "received",
}


@blueprint.get("/thanks/<token>")
def thanks(token: str) -> str:
    """The true state in words, and one next step."""
    donation = _donation(token)
    use_language(donation.language)
    receipt = valid_receipt(donation.id)
    return render_template(
        "public/thank_you.html",
        state=_state(donation),
        donation=_shown(donation),
        receipt_url=tools().links.receipt(receipt.id, current_language()) if receipt else None,
        give_again_url=_give_again_url(donation),
        continue_url=open_checkout_url(donation),
        plan=_plan_of(donation),
        monthly_url=_monthly_url(donation),
        reload_url=url_for("public.thanks", token=token),
        status_url=url_for("public.thanks_status", token=token),
    )


@blueprint.get("/thanks/<token>/status")
def thanks_status(token: str) -> ResponseReturnValue:
    """For the script that follows the state: `known` is the state on the visitor's screen."""
    state = _state(_donation(token))
    return {"state": state, "changed": state != request.args.get("known", state)}


def state_of(donation: Donation) -> str:
    """The word the page is built on."""
    if donation.held_reason:
        return "returned" if is_rejected(donation) else "held"
    return _STATE[DonationStatus(donation.status)]


def _state(donation: Donation) -> str:
    """The same, knowing of what went back: of a donation that is gone no receipt comes, and no other donation is
    asked for.
    """
    state = state_of(donation)
    return "gone" if state == "received" and not remaining_amount(donation) else state


def open_checkout_url(donation: Donation) -> str | None:
    """Where a started donation can still be paid."""
    if donation.status != DonationStatus.STARTED:
        return None
    attempt = latest_attempt(donation)
    is_open = not (attempt.ended_at or attempt.superseded_at or attempt.refused_at)
    return attempt.url if is_open and attempt.expires_at > clock.now() else None


def _give_again_url(donation: Donation) -> str:
    """After a failure the form comes back filled; after a donation it comes back empty."""
    if donation.status in (DonationStatus.FAILED, DonationStatus.EXPIRED, DonationStatus.STARTED):
        links = tools().links
        return url_for("public.return_to_form", token=sign(links.secret, RETURN, donation.id))
    return url_for("public.give")


def _plan_of(donation: Donation) -> RecurringPlan | None:
    """The plan that goes on."""
    plan = None if donation.frequency == Frequency.ONCE else plan_of_donation(donation.id)
    return None if plan is None or plan.is_over else plan


def _monthly_url(donation: Donation) -> str | None:
    """Of a single donation, for somebody who gives nothing regularly: the form, for as much and the same purpose."""
    if donation.frequency != Frequency.ONCE or donation.supporter_id is None or not _may_ask(donation):
        return None
    if goes_on_giving(donation.supporter_id):
        return None
    fund, given = donation.allocations[0].fund, donation.amount - donation.covered_costs
    return url_for(
        "public.give",
        campaign=offered_campaign(donation.campaign, fund.id),
        frequency=Frequency.MONTHLY.value,
        amount=given.plain(),
        currency=donation.currency,
        fund=fund.slug,
        placement=donation.placement,
    )


def _may_ask(donation: Donation) -> bool:
    """We ask once: after one donation of a visit, on that donation's page, for a day."""
    if donation.settled_at is None or clock.now() - donation.settled_at > _OFFER_STANDS:
        return False
    return bool(cookie.setdefault(_OFFERED_FOR, donation.reference) == donation.reference)


def _donation(token: str) -> Donation:
    return donation_by_id(tools().links.read(THANKS, token))


def _shown(donation: Donation) -> dict[str, Any]:
    fund = donation.allocations[0].fund
    return {
        "reference": donation.reference,
        "amount": donation.amount,
        "covered_costs": donation.covered_costs or None,
        "fund_name": in_language(fund.name, current_language(), the_organisation().default_language),
        "donor_name": donation.donor_name,
        "email": donation.donor_email,
        "is_anonymous": donation.is_anonymous,
        "message": donation.message,
    }
