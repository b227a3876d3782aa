"""The audit trail: who did what, when and why, what was before and what after."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import abort, render_template, request, url_for

from donations.funds.queries import all_funds
from donations.organisation.queries import the_organisation
from donations.reporting.trail_subjects import Subjects, subjects_of
from donations.staff.audit_models import AuditEntry
from donations.staff.audit_queries import PAGE, AuditFilter, audit_page, known_actions, known_subjects
from donations.staff.permissions import Permission
from donations.staff.queries import names_of_staff
from donations.web.staff.audit_words import action_name, kind_name
from donations.web.staff.blueprint import blueprint
from donations.web.staff.change_values import Known
from donations.web.staff.change_words import ChangeWords
from donations.web.staff.guard import needs

_LONGEST = 60
_LARGEST = 2**63 - 1
_NOTHING = UUID(int=0)


@blueprint.get("/audit")
@needs(Permission.READ_AUDIT)
def audit() -> str:
    """Newest first; filters are in the address. Whatever cannot be read there is a 400, never a guess."""
    lines = audit_page(_wanted(), before=_number("before"))
    shown, query, names = lines[:PAGE], _query(), names_of_staff()
    subjects = subjects_of(line.entry for line in shown)
    older = {**query, "before": shown[-1].entry.sequence} if len(lines) > PAGE else None
    return render_template(
        "staff/audit.html",
        lines=shown,
        names=names,
        people=[(str(staff_id), name) for staff_id, name in names.items()],
        actions=[(action, action_name(action)) for action in known_actions()],
        subjects=[(kind, kind_name(kind)) for kind in known_subjects()],
        action_name=action_name,
        subject_name=lambda entry: names.get(entry.subject_id) or _subject(entry, subjects),
        changes_of=ChangeWords(Known(lambda: [*all_funds()], subjects.currencies)).of,
        older_url=url_for("staff.audit", **older) if older else None,
        first_url=url_for("staff.audit", **query) if "before" in request.args else None,
        is_filtered=bool(query),
    )


def _subject(entry: AuditEntry, subjects: Subjects) -> str:
    return f"{kind_name(entry.subject_kind)} {subjects.names.get(entry.subject_id or _NOTHING, '')}".strip()


def _wanted() -> AuditFilter:
    until = _day("day_to")
    return AuditFilter(
        staff_id=_id("by"),
        action=_text("action"),
        subject_kind=_text("subject"),
        subject_id=_id("about"),
        since=_midnight(_day("day_from")),
        until=_midnight(until + timedelta(days=1)) if until else None,
    )


def _query() -> dict[str, Any]:
    known = ("by", "action", "subject", "about", "day_from", "day_to")
    return {name: request.args[name] for name in known if request.args.get(name)}


def _text(name: str) -> str | None:
    text = request.args.get(name, "")
    if len(text) > _LONGEST or not text.isprintable():
        abort(400)
    return text or None


def _id(name: str) -> UUID | None:
    try:
        return UUID(text) if (text := _text(name)) else None
    except ValueError:
        abort(400)


def _number(name: str) -> int | None:
    text = _text(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and int(text) <= _LARGEST):
        abort(400)
    return int(text)


def _day(name: str) -> date | None:
    text = _text(name)
    try:
        day = date.fromisoformat(text) if text else None
    except ValueError:
        abort(400)
    if day and not date(2000, 1, 1) <= day <= date(2200, 1, 1):
        abort(400)
    return day


def _midnight(day: date | None) -> datetime | None:
    """When the day begins, where the organisation is."""
    if day is None:
        return None
    return datetime.combine(day, time.min, ZoneInfo(the_organisation().zone)).astimezone(UTC)
