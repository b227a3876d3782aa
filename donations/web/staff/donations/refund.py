"""Money back: through the provider, by hand, and a donation ended before its money comes."""

from uuid import UUID

from flask.typing import ResponseReturnValue
from flask_babel import gettext, pgettext

from donations.core.database import session
from donations.core.errors import NotFound
from donations.giving.balances import refundable_amount
from donations.giving.models import Donation, Payment, Refund
from donations.giving.queries import donation_by_reference
from donations.giving.refunds.cancel_donation import check_cancellable, not_cancelled, request_cancel, see_not_cancelled
from donations.giving.refunds.refund_donation import (
    check_by_hand,
    check_failed,
    check_returnable,
    record_refund_by_hand,
    request_refund,
    see_failed_refund,
)
from donations.giving.states import DonationStatus
from donations.staff.permissions import Permission
from donations.web.filters import money
from donations.web.staff.donations.forms import RefundByHandForm, RefundForm, WhyForm
from donations.web.staff.guard import blueprint, current_staff, needs
from donations.web.staff.shared.act_page import ActPage, act_on

_BOTH = ("GET", "POST")


@blueprint.route("/donations/<reference>/refund", methods=_BOTH)
@needs(Permission.REFUND, fresh=True)
def refund_donation(reference: str) -> ResponseReturnValue:
    """All of what is left, or a part."""
    donation, by = donation_by_reference(reference), current_staff().id
    left = refundable_amount(donation)
    form = RefundForm(left)
    page = ActPage(
        title=gettext("Refund"),
        sentence=gettext(
            "The provider is asked to send the money back the way it came. The receipt becomes void, or is replaced by "
            "one for what remains, and %(name)s is told by letter. At most %(left)s can be given back.",
            name=donation.name_to_print,
            left=money(left),
        ),
        button=gettext("Refund"),
        done=gettext("The refund is on its way to the provider."),
        check=lambda: check_returnable(donation),
    )
    return act_on(
        donation,
        form,
        page,
        lambda facts: request_refund(facts, form.money, by=by, reason=form.reason.data or "", seen_left=form.seen()),
    )


@blueprint.route("/donations/<reference>/refund-by-hand", methods=_BOTH)
@needs(Permission.REFUND, fresh=True)
def refund_by_hand(reference: str) -> ResponseReturnValue:
    """Of a donation that was recorded by hand."""
    donation, by = donation_by_reference(reference), current_staff().id
    left = refundable_amount(donation)
    form = RefundByHandForm(left)
    page = ActPage(
        title=gettext("Record a refund"),
        sentence=gettext(
            "No money moves: you record that it has left already. The receipt becomes void, or is replaced by one for "
            "what remains. At most %(left)s can have been given back.",
            left=money(left),
        ),
        button=pgettext("refund", "Record it"),
        done=gettext("The refund is recorded."),
        check=lambda: check_by_hand(donation),
    )
    return act_on(
        donation, form, page, lambda facts: record_refund_by_hand(facts, form.to_refund(), by=by, seen_left=form.seen())
    )


@blueprint.route("/donations/<reference>/refunds/<uuid:refund_id>/seen", methods=_BOTH)
@needs(Permission.REFUND)
def see_refund(reference: str, refund_id: UUID) -> ResponseReturnValue:
    """A refund that failed leaves the list of what needs attention."""
    donation, by = donation_by_reference(reference), current_staff().id
    refund = session.get(Refund, refund_id)
    if refund is None or refund.donation_id != donation.id:
        raise NotFound("There is no such refund of this gift.")
    form = WhyForm()
    page = ActPage(
        title=gettext("A refund that failed"),
        sentence=gettext(
            "%(amount)s did not reach the supporter and came back to us. Note what was "
            "done; it then no longer needs attention. Nothing else happens.",
            amount=money(refund.amount),
        ),
        button=gettext("Mark as handled"),
        done=gettext("Noted."),
        tone="warn",
        check=lambda: check_failed(refund),
    )
    return act_on(
        donation,
        form,
        page,
        lambda _donation: see_failed_refund(session.get_one(Refund, refund_id), by=by, note=form.reason.data or ""),
    )


@blueprint.route("/donations/<reference>/cancel", methods=_BOTH)
@needs(Permission.REFUND)
def cancel_donation(reference: str) -> ResponseReturnValue:
    """A started donation, or one that is paid and on its way."""
    donation, by = donation_by_reference(reference), current_staff().id
    form = WhyForm()
    page = ActPage(
        title=gettext("Cancel the gift"),
        sentence=_cancelling(donation),
        button=gettext("Cancel the gift"),
        done=gettext("It is passed on to the provider. What comes of it stands here, among what happened."),
        check=lambda: check_cancellable(donation),
    )
    return act_on(donation, form, page, lambda facts: request_cancel(facts, by=by, reason=form.reason.data or ""))


def _cancelling(donation: Donation) -> str:
    """What will happen, as the donation stands now."""
    if donation.status == DonationStatus.STARTED:
        return gettext(
            "The payment page is closed, and nobody can pay this gift any more. If %(name)s is quicker, the gift "
            "counts and can be given back.",
            name=donation.name_to_print,
        )
    return gettext(
        "The provider is asked to stop the payment. Most often it cannot any more: the bank is already at work. Then "
        "the gift stays as it is; when the money is here, please give it back. You will be reminded of it."
    )


@blueprint.route("/donations/<reference>/cancel/<uuid:payment_id>/seen", methods=_BOTH)
@needs(Permission.REFUND)
def see_cancel(reference: str, payment_id: UUID) -> ResponseReturnValue:
    """Money that was to be stopped and came leaves the list of what needs attention."""
    donation, by = donation_by_reference(reference), current_staff().id
    payment = session.get(Payment, payment_id)
    if payment is None or payment.donation_id != donation.id:
        raise NotFound("There is no such payment of this gift.")
    form = WhyForm()
    page = ActPage(
        title=gettext("The money came all the same"),
        sentence=gettext(
            "This gift was to be cancelled, but the money arrived first. Note why it "
            "stays; it then no longer needs attention. Nothing else happens."
        ),
        button=gettext("Mark as handled"),
        done=gettext("Noted."),
        tone="warn",
        check=lambda: not_cancelled(payment_id),
    )
    return act_on(
        donation, form, page, lambda facts: see_not_cancelled(facts, payment_id, by=by, note=form.reason.data or "")
    )
