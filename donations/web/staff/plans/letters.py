"""Letters about a regular gift sent again, and where they go: their links act on it, so to its own address alone."""

from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from donations.core.database import session
from donations.core.errors import NotFound
from donations.desk.letters import send_plan_letter_again
from donations.mail.models import Letter
from donations.recurring.letters.resend_plan_letter import plan_of_letter
from donations.recurring.letters.write_plan_letter import KINDS
from donations.recurring.models import RecurringPlan
from donations.recurring.plan.donor import correct_donor
from donations.reporting.plan_page.facts import found_plan
from donations.staff.permissions import Permission
from donations.web.forms import BaseForm
from donations.web.forms import lazy as _
from donations.web.staff.blueprint import blueprint
from donations.web.staff.donations.forms import WhyForm
from donations.web.staff.guard import current_staff, needs
from donations.web.staff.labels.letters import kind_word
from donations.web.staff.shared.act_page import Back, act
from donations.web.staff.shared.donation_act import ActPage
from donations.web.staff.shared.fields import email_line, why

_BOTH = ("GET", "POST")


class AddressForm(BaseForm):
    """Where letters about it go from now on."""

    to = email_line(_("E-mail address"), is_needed=True)
    reason = why(_("Reason"))


@blueprint.route("/plans/<reference>/letters/<uuid:letter_id>/resend", methods=_BOTH)
@needs(Permission.REVIEW)
def resend_plan_letter(reference: str, letter_id: UUID) -> ResponseReturnValue:
    """Once more, to the same address."""
    plan, letter = found_plan(reference), session.get(Letter, letter_id)
    if letter is None or letter.kind not in KINDS or plan_of_letter(letter).id != plan.id:
        raise NotFound("There is no such letter about this regular gift.")
    return ask_to_resend(letter, _back(plan))


def ask_to_resend(letter: Letter, back: Back, known: str = "") -> ResponseReturnValue:
    """The page of it, and the act; from wherever one came. `known`: what there is to say of the letter before it."""
    plan, by, letter_id, form = plan_of_letter(letter), current_staff().id, letter.id, WhyForm()
    again = gettext(
        "The letter is sent once more, in the words of today, to %(to)s: the address of the regular gift. It goes to "
        "no other, for whoever reads it can change or end the regular gift. If the address is wrong, correct it on "
        "the page of the regular gift first.",
        to=plan.donor_email or "–",
    )
    page = ActPage(
        title=gettext("Send “%(letter)s” again", letter=kind_word(letter.kind)),
        sentence=f"{known} {again}".strip(),
        button=gettext("Send the letter"),
        done=gettext("The letter is on its way."),
        tone="warn",
    )
    return act(
        form,
        page,
        back,
        lambda: send_plan_letter_again(session.get_one(Letter, letter_id), by=by, reason=form.reason.data or ""),
    )


@blueprint.route("/plans/<reference>/address", methods=_BOTH)
@needs(Permission.EDIT)
def correct_plan_address(reference: str) -> ResponseReturnValue:
    """Of its letters to come."""
    plan, by = found_plan(reference), current_staff().id
    form = AddressForm(to=plan.donor_email)
    page = ActPage(
        title=gettext("Correct the address"),
        sentence=gettext(
            "Letters about this regular gift go to this address from now on. Whoever reads them can change or end it; "
            "the links in letters sent before open nothing any more. The supporter signs in with the same address as "
            "before."
        ),
        button=gettext("Save"),
        done=gettext("The address is corrected."),
        tone="warn",
    )
    return act(
        form,
        page,
        _back(plan),
        lambda: correct_donor(found_plan(reference), form.to.data or "", by=by, reason=form.reason.data or ""),
    )


def _back(plan: RecurringPlan) -> Back:
    url = url_for("staff.plan", reference=plan.reference)
    return Back(url, gettext("Back to the regular gift"), f"{plan.reference} · {plan.donor_name}")
