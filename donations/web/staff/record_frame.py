"""What the pages share on which something is recorded by hand: each form does what it does once."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, request
from flask.typing import ResponseReturnValue

from donations.core import clock
from donations.core.database import session, transaction
from donations.core.errors import DonationsError, NotFound
from donations.desk.tickets import checked_ticket, new_ticket
from donations.organisation.models import Organisation
from donations.supporters.models import Supporter
from donations.web.language import translate_message
from donations.web.staff.record_form import RecordForm

Told = tuple[str, str]  # what has happened, and the page to go to


def recorded_once(form: RecordForm, show: Callable[[], str], record: Callable[[str], Told]) -> ResponseReturnValue:
    """Show the page, or record what its form says. `record` is given the form's ticket, inside the transaction."""
    if request.method != "POST":
        return show()
    form.refuse_strangers()
    if form.validate():
        try:
            with transaction():
                told, url = record(checked_ticket(form.ticket.data or ""))
        except NotFound:
            raise
        except DonationsError as refusal:
            form.form_errors.append(translate_message(refusal.message, refusal.parameters))
            form.ticket.data = new_ticket()
        else:
            flash(told)
            return redirect(url, 303)
    return show(), 422


def first_values(organisation: Organisation, supporter: Supporter | None, day: str) -> dict[str, Any]:
    """What a fresh form starts with; `day` is the name of its date."""
    known = {"name": supporter.name, "email": supporter.email, "language": supporter.language} if supporter else {}
    return {
        "ticket": "" if request.method == "POST" else new_ticket(),
        "language": organisation.default_language,
        day: clock.local_date(clock.now(), organisation.zone).isoformat(),
        "country": organisation.country,
        **known,
    }


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


def supporter_id_of(supporter: Supporter | None) -> UUID | None:
    """Taken before the transaction forgets what was read."""
    return supporter.id if supporter else None
