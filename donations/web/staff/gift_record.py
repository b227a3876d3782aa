"""Record a gift that came by hand."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from donations.core import clock
from donations.core.database import session, transaction
from donations.core.errors import DonationsError, NotFound
from donations.desk.record_once import record_once
from donations.desk.tickets import checked_ticket, new_ticket
from donations.funds.queries import all_campaigns, open_funds
from donations.organisation.queries import the_organisation
from donations.staff.permissions import Permission
from donations.supporters.models import Supporter
from donations.web.language import translate_message
from donations.web.staff.blueprint import blueprint
from donations.web.staff.gift_record_form import RecordGiftForm
from donations.web.staff.guard import current_staff, needs


@blueprint.route("/donations/new", methods=("GET", "POST"))
@needs(Permission.EDIT)
def record_gift() -> ResponseReturnValue:
    """For somebody new, or for the supporter named in the address."""
    supporter, by = supporter_asked_for(), current_staff().id
    form = _form(supporter)
    if request.method != "POST":
        return _page(form, supporter)
    form.refuse_strangers()
    if form.validate():
        try:
            with transaction():
                gift = form.to_gift(supporter_id_of(supporter))
                reference = record_once(gift, checked_ticket(form.ticket.data or ""), by=by).reference
        except NotFound:
            raise
        except DonationsError as refusal:
            form.form_errors.append(translate_message(refusal.message, refusal.parameters))
            form.ticket.data = new_ticket()
        else:
            flash(gettext("The gift is recorded; its receipt is being made."))
            return redirect(url_for("staff.donation", reference=reference), 303)
    return _page(form, supporter), 422


def supporter_id_of(supporter: Supporter | None) -> UUID | None:
    """Taken before the transaction forgets what was read."""
    return supporter.id if supporter else None


def _form(supporter: Supporter | None) -> RecordGiftForm:
    organisation = the_organisation()
    known = {"name": supporter.name, "email": supporter.email, "language": supporter.language} if supporter else {}
    start = {
        "ticket": "" if request.method == "POST" else new_ticket(),
        "language": organisation.default_language,
        "received_on": clock.local_date(clock.now(), organisation.zone).isoformat(),
        "country": organisation.country,
        **known,
    }
    return RecordGiftForm(organisation, open_funds(), all_campaigns(), **start)


def _page(form: RecordGiftForm, supporter: Supporter | None) -> str:
    return render_template("staff/record.html", form=form, supporter=supporter)


def supporter_asked_for() -> Supporter | None:
    """Whom the address names; 404 for nobody we know."""
    asked = request.args.get("supporter")
    if asked is None:
        return None
    try:
        found = session.get(Supporter, UUID(asked))
    except ValueError:
        abort(400)
    return found or abort(404)
