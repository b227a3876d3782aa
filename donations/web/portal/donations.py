"""The first page of My giving: what is given regularly, what was given last, and each year."""

from collections.abc import Iterable
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from donations.core.database import transaction
from donations.organisation.queries import the_organisation
from donations.receipts.issue_receipt import fund_names
from donations.receipts.mail_receipt import send_receipt_again
from donations.recurring.queries import plans_of_supporter
from donations.reporting.supporters.own_donations import MyDonation, donation_page, my_donation, totals_by_year
from donations.supporters.queries import supporter_by_id
from donations.web.app_context import tools
from donations.web.language import current_language
from donations.web.portal.forms import PressForm, SignInForm
from donations.web.portal.guard import blueprint, current_supporter, for_anyone, for_supporters, supporter_or_none
from donations.web.portal.plan_words import shown_plan
from donations.web.public.thanks import state_of

_LAST = 5


@blueprint.get("/my")
@for_anyone
def home() -> ResponseReturnValue:
    """For whoever is in; everybody else is asked for an address."""
    supporter = supporter_or_none()
    if supporter is None:
        return render_template("portal/sign_in.html", form=SignInForm())
    page = donation_page(supporter, rows=_LAST)
    return render_template(
        "portal/home.html",
        donations=shown_donations(page.donations),
        has_more=page.older is not None,
        years=totals_by_year(supporter.id),
        plans=[shown_plan(plan) for plan in plans_of_supporter(supporter.id)],
    )


def shown_donations(donations: Iterable[MyDonation]) -> list[dict[str, Any]]:
    """One dictionary each."""
    organisation, language = the_organisation(), current_language()
    return [
        {
            "reference": donation.donation.reference,
            "day": donation.day,
            "amount": donation.donation.amount,
            "fund": fund_names(donation.donation, language, organisation),
            "state": "gone" if donation.refunded == donation.donation.amount else state_of(donation.donation),
            "refunded": donation.refunded,
            "receipt_number": donation.receipt.number if donation.receipt else None,
            "receipt_url": tools().links.receipt(donation.receipt.id, language) if donation.receipt else None,
        }
        for donation in donations
    ]


ROWS = 25


@blueprint.get("/my/gifts")
@for_supporters
def donations() -> str:
    """Newest first. The address names the donation that this page begins after, or ends before."""
    after, before = request.args.get("after", ""), request.args.get("before", "")
    page = donation_page(current_supporter(), after=after, before="" if after else before, rows=ROWS)
    return render_template(
        "portal/donations.html",
        donations=shown_donations(page.donations),
        older=_url(after=page.older),
        newer=_url(before=page.newer),
    )


@blueprint.post("/my/gifts/<reference>/letter")
@for_supporters
def send_letter(reference: str) -> ResponseReturnValue:
    """To the supporter's own address and no other."""
    PressForm().refuse_strangers()
    supporter_id = current_supporter().id
    with transaction():
        supporter = supporter_by_id(supporter_id)
        send_receipt_again(my_donation(supporter, reference), supporter)
    return redirect(url_for("portal.donations", done="letter"), 303)


def _url(**beyond: Any) -> str | None:
    return url_for("portal.donations", **beyond) if any(beyond.values()) else None
