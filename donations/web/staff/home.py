"""The first page of the staff side."""

from flask import render_template

from donations.staff.permissions import Permission
from donations.web.staff.blueprint import blueprint
from donations.web.staff.guard import needs


@blueprint.get("")
@needs(Permission.VIEW)
def home() -> str:
    """Where sign-in leads."""
    return render_template("staff/home.html")
