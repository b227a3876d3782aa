"""What to do on the first day, before anybody has given."""

from typing import Any

from flask import current_app, url_for
from flask_babel import gettext

from donations.staff.models import StaffMember
from donations.staff.permissions import Permission, may


def first_steps(staff: StaffMember) -> list[dict[str, Any]]:
    """Pages this person may open, each with the reason to."""
    steps = [
        (
            "public.give",
            Permission.VIEW,
            gettext("See the donation page"),
            gettext("as supporters see it, and try it."),
        ),
        (
            "staff.organisation",
            Permission.ARRANGE,
            gettext("Look through the foundation’s own data"),
            gettext("name, address and numbers stand on every receipt."),
        ),
        ("staff.funds", Permission.ARRANGE, gettext("Arrange the funds"), gettext("what gifts may be used for.")),
        (
            "staff.record_gift",
            Permission.EDIT,
            gettext("Record a gift by hand"),
            gettext("cash, bank transfers and cheques count as well."),
        ),
        (
            "staff.people",
            Permission.MANAGE_STAFF,
            gettext("Invite colleagues"),
            gettext("each with an account and a role of their own."),
        ),
    ]
    return [
        {"url": url_for(endpoint), "label": label, "reason": reason}
        for endpoint, permission, label, reason in steps
        if endpoint in current_app.view_functions and may(staff.role, permission)
    ]
