"""The trail in words: what each action and each kind of thing is called. A word that is not known stands as it is."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import abort, render_template, request, url_for
from flask_babel import lazy_gettext

from donations.funds.queries import all_funds
from donations.organisation.queries import the_organisation
from donations.reporting.trail_subjects import Subjects, subjects_of
from donations.staff.audit_trail import PAGE, AuditEntry, AuditFilter, audit_page, known_actions, known_subjects
from donations.staff.permissions import Permission
from donations.staff.queries import names_of_staff
from donations.web.staff.audit.changes import ChangeWords, Known
from donations.web.staff.guard import blueprint, needs

_ = lazy_gettext

ACTIONS = {
    "staff.invited": _("invited"),
    "staff.invited_again": _("invited again"),
    "staff.role_changed": _("changed the role"),
    "staff.disabled": _("disabled the account"),
    "staff.enabled": _("enabled the account"),
    "staff.second_factor_forgotten": _("reset two-factor sign-in"),
    "staff.profile_changed": _("changed name or language"),
    "staff.signed_in": _("signed in"),
    "staff.signed_out": _("signed out"),
    "staff.password_set": _("set the password"),
    "staff.password_changed": _("changed the password"),
    "staff.app_set_up": _("set up the app for codes"),
    "staff.app_removed": _("removed the app for codes"),
    "staff.passkey_added": _("added a passkey"),
    "staff.passkey_removed": _("removed a passkey"),
    "staff.recovery_codes_made": _("made recovery codes"),
    "staff.recovery_code_used": _("used a recovery code"),
    "donation.recorded": _("recorded a gift by hand"),
    "donation.recorded_from_payment": _("recorded a gift from a payment of the provider"),
    "donation.rebuilt": _("restored a lost gift"),
    "donation.accepted": _("accepted a held gift"),
    "donation.rejected": _("rejected a held gift"),
    "donation.edited": _("edited the gift"),
    "donation.moved_to_fund": _("moved the gift to another fund"),
    "donation.cancel_requested": _("asked to cancel the gift"),
    "donation.cancel_refusal_seen": _("said why a gift stays that was to be cancelled"),
    "donation.refund_requested": _("requested a refund"),
    "donation.refund_recorded": _("recorded a refund"),
    "donation.counted_as_instalment": _("counted the gift as an instalment"),
    "donation.counted_by_itself": _("counted the gift by itself again"),
    "donation.refund_failure_seen": _("handled a failed refund"),
    "receipt.replaced": _("voided and replaced a receipt"),
    "letter.resent": _("sent a letter again"),
    "organisation.changed": _("changed the organisation’s data"),
    "organisation.privacy_text_published": _("published a privacy text"),
    "organisation.terms_published": _("published terms of giving"),
    "organisation.logo_changed": _("changed the logo"),
    "organisation.logo_removed": _("removed the logo"),
    "fund.added": _("added a fund"),
    "fund.renamed": _("renamed a fund"),
    "fund.moved": _("changed the order of funds"),
    "fund.closed": _("closed a fund"),
    "fund.reopened": _("opened a fund again"),
    "fund.deleted": _("deleted a fund"),
    "campaign.added": _("added a campaign"),
    "campaign.changed": _("changed a campaign"),
    "campaign.closed": _("closed a campaign"),
    "campaign.reopened": _("opened a campaign again"),
    "campaign.deleted": _("deleted a campaign"),
    "supporter.request_closed": _("handled a supporter’s request"),
    "plan.recorded": _("recorded a standing order"),
    "plan.guess_dismissed": _("dismissed a suspected standing order"),
    "plan.change_asked": _("asked to change a regular gift"),
    "plan.address_corrected": _("corrected the address of a regular gift"),
    "plan.refusal_seen": _("handled a failed change of a regular gift"),
    "letter.seen": _("marked a letter as handled"),
    "event.replayed": _("applied an event again"),
    "event.linked": _("linked an event to a gift"),
    "work.retried": _("retried background jobs"),
    "bulk.asked_for": _("requested an action on many gifts"),
    "bulk.finished": _("finished an action on many gifts"),
    "donations.exported": _("exported a list of gifts"),
    "gifts.import_begun": _("started importing gifts from a file"),
    "gifts.import_finished": _("imported gifts from a file"),
    "view.saved": _("saved a view"),
    "view.removed": _("removed a view"),
}
KINDS = {
    "staff": _("account"),
    "donation": _("donation"),
    "plan": _("regular gift"),
    "receipt": _("receipt"),
    "refund": _("refund"),
    "supporter": _("supporter"),
    "fund": _("fund"),
    "campaign": _("campaign"),
    "organisation": _("organisation"),
    "letter": _("letter"),
    "event": _("event"),
    "owed": _("background job"),
    "export": _("export"),
    "import": _("import"),
    "bulk_job": _("action on many gifts"),
    "saved_view": _("saved view"),
}


def action_name(action: str) -> str:
    """`staff.role_changed` → `changed the role`; of an action not listed here its own words."""
    known = ACTIONS.get(action)
    return str(known) if known else action.partition(".")[2].replace("_", " ") or action


def kind_name(kind: str) -> str:
    """`staff` → `account`."""
    return str(KINDS.get(kind, kind.replace("_", " ")))


_LONGEST = 60
_LARGEST = 2**63 - 1
_NOTHING = UUID(int=0)


@blueprint.get("/audit")
@needs(Permission.READ_AUDIT)
def audit() -> str:
    """Newest first; filters are in the address. Whatever cannot be read there is a 400, never a guess."""
    lines = audit_page(_requested(), before=_number("before"))
    shown, query, names = lines[:PAGE], _query(), names_of_staff()
    subjects = subjects_of(line.entry for line in shown)
    older = {**query, "before": shown[-1].entry.sequence} if len(lines) > PAGE else None
    return render_template(
        "staff/audit/trail.html",
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


def _requested() -> AuditFilter:
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
