"""Donations that were held, and everything that needs attention."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from donations.giving.balances import refundable_amount
from donations.giving.by_hand.review_held import accept_held, check_held, reject_held
from donations.giving.models import Donation
from donations.giving.queries import donation_by_reference, succeeded_payment
from donations.reporting.needs_attention import refused_changes, waiting_for_a_person
from donations.reporting.supporters.facts import open_wishes
from donations.staff.permissions import Permission
from donations.web.filters import money
from donations.web.staff.donations.forms import WhyForm
from donations.web.staff.guard import blueprint, current_staff, needs
from donations.web.staff.labels.plans import CHANGES
from donations.web.staff.plans.words import problem_word
from donations.web.staff.shared.act_page import ActPage, act_on
from donations.web.staff.supporters.page import wish_word

_BOTH = ("GET", "POST")


@blueprint.get("/waiting")
@needs(Permission.VIEW)
def waiting() -> str:
    """Held donations, refunds that failed, disputes, what supporters ask for, and changes not made: the oldest
    first.
    """
    found = {"waiting": waiting_for_a_person(), "wishes": open_wishes(), "refusals": refused_changes()}
    return render_template(
        "staff/donations/waiting.html", **found, wish_word=wish_word, change_words=CHANGES, problem_word=problem_word
    )


@blueprint.route("/donations/<reference>/accept", methods=_BOTH)
@needs(Permission.REVIEW)
def accept_donation(reference: str) -> ResponseReturnValue:
    """It counts."""
    donation, by = donation_by_reference(reference), current_staff().id
    form = WhyForm()
    page = ActPage(
        title=gettext("Accept the gift"),
        sentence=gettext(
            "The gift counts with the %(amount)s that came. A receipt is issued and sent to %(email)s.",
            amount=_came(donation),
            email=donation.donor_email,
        ),
        button=gettext("Accept"),
        done=gettext("The gift counts; its receipt is being made."),
        tone="warn",
        check=lambda: check_held(donation),
    )
    return act_on(donation, form, page, lambda facts: accept_held(facts, by=by, note=form.reason.data or ""))


@blueprint.route("/donations/<reference>/reject", methods=_BOTH)
@needs(Permission.REFUND, fresh=True)
def reject_donation(reference: str) -> ResponseReturnValue:
    """All of it goes back."""
    donation, by = donation_by_reference(reference), current_staff().id
    form = WhyForm()
    page = ActPage(
        title=gettext("Reject the gift"),
        sentence=gettext(
            "The gift never counts. The provider is asked to send back %(amount)s the way it came. No letter is sent: "
            "please write to %(email)s yourself.",
            amount=money(refundable_amount(donation)),
            email=donation.donor_email,
        ),
        button=gettext("Reject and refund"),
        done=gettext("The gift is rejected; its refund is on its way to the provider."),
        check=lambda: check_held(donation),
    )
    return act_on(donation, form, page, lambda facts: reject_held(facts, by=by, note=form.reason.data or ""))


def _came(donation: Donation) -> str:
    payment = succeeded_payment(donation)
    return money(payment.amount if payment else donation.amount)
