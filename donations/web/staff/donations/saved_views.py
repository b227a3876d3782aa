"""Keep the list as it is now under a name."""

from urllib.parse import urlencode
from uuid import UUID

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from donations.core.database import transaction
from donations.desk.saved_views import NewView, remove_view, save_view
from donations.staff.permissions import Permission, may
from donations.web.staff.blueprint import blueprint
from donations.web.staff.donations.list_query import read_list
from donations.web.staff.guard import current_staff, needs


@blueprint.post("/donations/views")
@needs(Permission.VIEW)
def keep_view() -> ResponseReturnValue:
    """Back to the list afterwards. Whoever only looks keeps views for themselves."""
    if "is_shared" in request.form and not may(current_staff().role, Permission.EDIT):
        abort(403)
    listed = read_list(request.form)
    new = NewView(request.form.get("view_name", ""), urlencode(listed.pairs), "is_shared" in request.form)
    by = current_staff().id
    with transaction():
        view = save_view(new, by=by)
        name = view.name
    flash(gettext("The view “%(name)s” is kept.", name=name))
    return redirect(listed.url(), 303)


@blueprint.post("/donations/views/<uuid:view_id>/remove")
@needs(Permission.VIEW)
def forget_view(view_id: UUID) -> ResponseReturnValue:
    """Only one's own."""
    by = current_staff().id
    with transaction():
        remove_view(view_id, by=by)
    flash(gettext("The view is removed."))
    return redirect(url_for("staff.donations"), 303)
