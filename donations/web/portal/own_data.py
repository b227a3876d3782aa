"""A supporter's data: taken along as a file; and the wish to be forgotten."""

from flask import Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from donations.core import clock
from donations.core.database import transaction
from donations.organisation.queries import the_organisation
from donations.reporting.supporters.own_data import as_zip, supporter_data
from donations.supporters.models import RequestKind
from donations.supporters.queries import open_request
from donations.supporters.requests import ask_to_be_forgotten
from donations.web.portal.blueprint import blueprint
from donations.web.portal.forms import ForgetForm
from donations.web.portal.guard import current_supporter, for_supporters
from donations.web.rate_limits import limiter


@blueprint.get("/my/data.zip")
@for_supporters
@limiter.limit("12/hour")
def own_data() -> Response:
    """Every table that speaks of them: one JSON file, and a CSV file for each table."""
    packed = as_zip(supporter_data(current_supporter().id))
    headers = {"Content-Disposition": f'attachment; filename="my-giving-{clock.now():%Y-%m-%d}.zip"'}
    return Response(packed, content_type="application/zip", headers=headers)


@blueprint.get("/my/forget")
@for_supporters
def forget_me() -> str:
    """What will be forgotten, what cannot be, and a button."""
    return _page(ForgetForm())


@blueprint.post("/my/forget")
@for_supporters
def ask_to_forget() -> ResponseReturnValue:
    """A person sees to it."""
    form, supporter_id = ForgetForm(), current_supporter().id
    form.refuse_strangers()
    if not form.validate():
        return _page(form), 422
    with transaction():
        ask_to_be_forgotten(supporter_id, form.note.data or "")
    return redirect(url_for("portal.details", done="forget_asked"), 303)


def _page(form: ForgetForm) -> str:
    asked = open_request(current_supporter().id, RequestKind.FORGET)
    asked_on = clock.local_date(asked.asked_at, the_organisation().zone) if asked else None
    return render_template("portal/forget.html", form=form, asked_on=asked_on)
