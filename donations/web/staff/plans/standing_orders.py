"""Perhaps standing orders: donations that look like one nobody recorded. Somebody says it is one, or it is none."""

from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from donations.desk.record_once import record_plan_once
from donations.funds.queries import all_campaigns, open_funds
from donations.giving.queries import donation_by_reference
from donations.organisation.queries import the_organisation
from donations.recurring.standing_orders.models import PlanGuess
from donations.recurring.standing_orders.recognise_donations import dismiss_guess, find_guess, open_guess
from donations.reporting.needs_attention import CameOn, donations_of, guess_page
from donations.staff.permissions import Permission
from donations.web.filters import money
from donations.web.language import current_language
from donations.web.staff.donations.forms import ADDRESS, WhyForm
from donations.web.staff.guard import blueprint, current_staff, needs
from donations.web.staff.labels.plans import interval_word
from donations.web.staff.operations.lists import cursor_arg, page_urls
from donations.web.staff.plans.acts import back_url
from donations.web.staff.plans.record import RecordPlanForm
from donations.web.staff.shared.act_page import ActPage, Back, act
from donations.web.staff.shared.record_frame import Recorded, first_values, recorded_once

_BOTH = ("GET", "POST")
_FEW = 6  # days shown of each, the newest


@blueprint.get("/plans/perhaps")
@needs(Permission.VIEW)
def plan_guesses() -> str:
    """The newest first."""
    page = guess_page(cursor_arg())
    donations = donations_of(page.rows)
    return render_template(
        "staff/plans/guesses.html",
        rows=[_row(guess, donations[guess.id]) for guess in page.rows],
        pager=page_urls("staff.plan_guesses", page, {}),
    )


@blueprint.route("/plans/perhaps/<uuid:guess_id>/record", methods=_BOTH)
@needs(Permission.EDIT)
def record_plan_guess(guess_id: UUID) -> ResponseReturnValue:
    """The form of a standing order, filled in with what the donations say. Sent twice, it leads to the plan it made."""
    by, is_sent = current_staff().id, request.method == "POST"
    guess = find_guess(guess_id) if is_sent else open_guess(guess_id)
    supporter, donations = (guess.supporter, donations_of([guess])[guess_id]) if guess else (None, [])
    form = _form(guess, donations)

    def record(ticket: str) -> Recorded:
        plan = record_plan_once(form.to_new_plan(None), ticket, by=by, guess_id=guess_id)
        return gettext("It is recorded, with the gifts that came as its instalments."), back_url(plan.reference)

    return recorded_once(
        form,
        lambda: render_template("staff/plans/record.html", form=form, supporter=supporter, donations=donations),
        record,
    )


@blueprint.route("/plans/perhaps/<uuid:guess_id>/dismiss", methods=_BOTH)
@needs(Permission.EDIT)
def dismiss_plan_guess(guess_id: UUID) -> ResponseReturnValue:
    """It is none."""
    guess, by, form = open_guess(guess_id), current_staff().id, WhyForm()
    name = guess.supporter.name or guess.supporter.email
    page = ActPage(
        title=gettext("Not a standing order"),
        sentence=gettext(
            "Gifts of %(amount)s from %(name)s are not asked about again. They stay gifts by themselves.",
            amount=money(guess.amount),
            name=name,
        ),
        button=gettext("It is not a standing order"),
        done=gettext("These gifts are not asked about again."),
        tone="warn",
    )
    back = Back(url_for("staff.plan_guesses"), gettext("Back to the list"), name)
    return act(form, page, back, lambda: dismiss_guess(guess_id, by=by, reason=form.reason.data or ""))


def _row(guess: PlanGuess, donations: list[CameOn]) -> dict[str, Any]:
    return {
        "id": guess.id,
        "supporter": guess.supporter,
        "amount": guess.amount,
        "interval": interval_word(guess.interval),
        "since": guess.first_on,
        "donations": donations[-_FEW:],
        "count": guess.donations,
    }


def _form(guess: PlanGuess | None, donations: list[CameOn]) -> RecordPlanForm:
    organisation = the_organisation()
    values = first_values(organisation, guess.supporter if guess else None, "first_on")
    if guess:
        values |= {
            "amount": guess.amount.typed(current_language()),
            "currency": guess.currency,
            "interval": guess.interval,
            "first_on": guess.first_on.isoformat(),
            **_as_last_time(donations),
        }
    return RecordPlanForm(organisation, open_funds(), all_campaigns(), **values)


def _as_last_time(donations: list[CameOn]) -> dict[str, Any]:
    """Who gave, and for what, as the newest of the donations says."""
    if not donations:
        return {}
    newest = donation_by_reference(donations[-1][1])
    address = newest.donor_address or {}
    return {
        "name": newest.donor_name,
        "email": newest.donor_email,
        "language": newest.language,
        "fund": newest.allocations[0].fund.slug,
        "campaign": newest.campaign.slug if newest.campaign else "",
        "is_anonymous": newest.is_anonymous,
        **{name: address[name] for name in ADDRESS if address.get(name)},
    }
