"""The menu of the staff side: what somebody may open, with a count where something needs attention."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import current_app, request, url_for
from flask_babel import lazy_gettext

from donations.reporting.needs_attention import count_waiting
from donations.staff.models import StaffMember
from donations.staff.permissions import Permission, may
from donations.web.staff.operations.lists import count_events, count_letters, count_refusals, count_wishes, count_work

_ = lazy_gettext


def _to_decide() -> int:
    return count_waiting() + count_wishes() + count_refusals()


@dataclass(frozen=True, slots=True)
class Entry:
    """One page. `count` says how many things there need attention."""

    endpoint: str
    label: Any
    permission: Permission
    count: Callable[[], int] | None = None


ENTRIES = (
    Entry("staff.home", _("Home"), Permission.VIEW),
    Entry("staff.donations", _("Donations"), Permission.VIEW),
    Entry("staff.plans", _("Regular gifts"), Permission.VIEW),
    Entry("staff.waiting", _("Needs attention"), Permission.VIEW, _to_decide),
    Entry("staff.events", _("Inbox"), Permission.OPERATE, count_events),
    Entry("staff.owed", _("Background jobs"), Permission.OPERATE, count_work),
    Entry("staff.letters", _("Letters"), Permission.OPERATE, count_letters),
    Entry("staff.funds", _("Funds"), Permission.ARRANGE),
    Entry("staff.campaigns", _("Campaigns"), Permission.ARRANGE),
    Entry("staff.organisation", _("Organisation"), Permission.ARRANGE),
    Entry("staff.people", _("People"), Permission.MANAGE_STAFF),
    Entry("staff.audit", _("Audit trail"), Permission.READ_AUDIT),
)


def menu_for(staff: StaffMember) -> list[dict[str, Any]]:
    """As the layout takes it."""
    return [
        {
            "endpoint": entry.endpoint,
            "label": entry.label,
            "url": url_for(entry.endpoint),
            "is_current": _is_current(entry),
            "count": entry.count() if entry.count else 0,
        }
        for entry in ENTRIES
        if entry.endpoint in current_app.view_functions and may(staff.role, entry.permission)
    ]


def _is_current(entry: Entry) -> bool:
    """This page, or one beneath it in the address."""
    page = url_for(entry.endpoint).removeprefix(request.script_root)
    here = request.path
    return here == page or (entry.endpoint != "staff.home" and here.startswith(f"{page}/"))
