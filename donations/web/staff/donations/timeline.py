"""What happened to a donation, in plain words and the reader's language."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask import url_for
from flask_babel import gettext

from donations.core import clock
from donations.funds.queries import all_funds
from donations.giving import idempotent_calls as idempotent_call
from donations.giving.refunds import cancel_donation as cancel_payment
from donations.reporting.donation_page.timeline import Entry, Happened, act_entry
from donations.staff.audit_trail import AuditLine
from donations.staff.permissions import Permission, may
from donations.web.app_context import organisation_or_none
from donations.web.filters import day, money
from donations.web.staff.audit.changes import ChangeWords, Known
from donations.web.staff.audit.pages import action_name
from donations.web.staff.guard import current_staff
from donations.web.staff.labels.donations import (
    decline_word,
    dispute_reason_word,
    failure_word,
    held_word,
    method_word,
    void_word,
)
from donations.web.staff.labels.events import kind_word

Details = dict[str, Any]


def in_words(entries: list[Entry], names: dict[UUID, str]) -> list[Details]:
    """As the component `story` takes them."""
    return [_entry(entry, names) for entry in entries]


def _entry(entry: Entry, names: dict[UUID, str]) -> Details:
    said: Details = {"at": entry.at, "text": "", "detail": "", "by": "", "url": None, "url_label": "", "tone": ""}
    said |= _WORDS[entry.kind](entry.details)
    if entry.by:
        said["by"] = names.get(entry.by, gettext("a former account"))
    elif entry.event_type:
        said |= because(entry.event_id, entry.event_type)
    return said


def because(event_id: UUID | None, event_type: str) -> Details:
    """Which event brought it about, with a link for those who may open it."""
    said: Details = {"by": gettext("The payment provider said: %(event)s", event=event_type)}
    if may(current_staff().role, Permission.OPERATE):
        said |= {"url": url_for("staff.event", event_id=event_id), "url_label": gettext("The event")}
    return said


def _became(it: Details) -> Details:
    texts = {
        "started": (gettext("The form was sent."), ""),
        "processing": (gettext("The visitor was done; the money was on its way."), ""),
        "settled": (gettext("The money was received: the gift counts."), "good"),
        "failed": (gettext("The money did not come."), "danger"),
        "expired": (gettext("Nobody paid; the time for it ran out or the gift was cancelled."), ""),
    }
    text, tone = texts[it["became"]]
    return {"text": text, "tone": tone}


def _declined(it: Details) -> Details:
    return {"text": gettext("A try to pay was declined: %(why)s.", why=decline_word(it["code"])), "tone": "warn"}


def _recorded(it: Details) -> Details:
    what = {"amount": money(it["amount"]), "method": method_word(it["method"]), "day": day(it["day"])}
    text = gettext("Recorded by hand: %(amount)s, %(method)s, received on %(day)s.", **what)
    return {"text": text, "detail": it["note"], "tone": "good"}


def _held(it: Details) -> Details:
    text = gettext(
        "%(amount)s came and was held for review: %(why)s", amount=money(it["amount"]), why=held_word(it["reason"])
    )
    return {"text": text, "tone": "warn"}


def _reviewed(it: Details) -> Details:
    is_accepted = it["decision"] == "accepted"
    text = gettext("Accepted: the gift counts.") if is_accepted else gettext("Rejected: all of it goes back.")
    return {"text": text, "detail": it["note"], "tone": "good" if is_accepted else "warn"}


def _refund_asked(it: Details) -> Details:
    amount = money(it["amount"])
    if it["day"]:
        text = gettext("%(amount)s was refunded; it left the bank on %(day)s.", amount=amount, day=day(it["day"]))
    else:
        text = gettext("A refund of %(amount)s was requested.", amount=amount)
    return {"text": text, "detail": it["reason"] or ""}


def _refund_reported(it: Details) -> Details:
    amount = money(it["amount"])
    why = failure_word(it["code"])
    return {
        "pending": {"text": gettext("The refund of %(amount)s is on its way.", amount=amount)},
        "succeeded": {"text": gettext("The refund of %(amount)s has left.", amount=amount)},
        "cancelled": {"text": gettext("The refund of %(amount)s was stopped.", amount=amount), "tone": "warn"},
        "failed": {
            "text": gettext("The refund of %(amount)s failed: %(why)s", amount=amount, why=why),
            "tone": "danger",
        },
    }[it["status"]]


def _cancel_reported(it: Details) -> Details:
    match it["refusal"]:
        case None:
            return {"text": gettext("The provider stopped the payment: no money will come of it.")}
        case cancel_payment.MONEY_CAME:
            return {"text": gettext("Nothing could be stopped any more: the money had come."), "tone": "warn"}
        case idempotent_call.NOT_ANSWERED:
            return {"text": gettext("The provider never answered, and has not stopped the payment."), "tone": "warn"}
        case code:
            text = gettext("The provider did not stop the payment: the bank is already at work.")
            return {"text": text, "detail": gettext("Reason given: %(code)s", code=code), "tone": "warn"}


def _disputed(it: Details) -> Details:
    what = {"amount": money(it["amount"]), "why": dispute_reason_word(it["reason"])}
    if it["status"] == "inquiry":
        text = gettext("The supporter’s bank asked about %(amount)s: %(why)s.", **what)
    else:
        text = gettext("The supporter’s bank took %(amount)s back for now: %(why)s.", **what)
    due = gettext("Evidence is due by %(day)s.", day=day(_local(it["due"]))) if it["due"] else ""
    return {"text": f"{text} {due}".strip(), "tone": "warn"}


def _local(moment: datetime) -> date:
    organisation = organisation_or_none()
    return clock.local_date(moment, organisation.zone if organisation else "UTC")


def _dispute_ended(it: Details) -> Details:
    amount = money(it["amount"])
    if it["status"] == "won":
        return {"text": gettext("The dispute was won: %(amount)s stays.", amount=amount), "tone": "good"}
    return {"text": gettext("The dispute was lost: %(amount)s is gone.", amount=amount), "tone": "danger"}


def _receipt_issued(it: Details) -> Details:
    text = gettext("Receipt %(number)s was issued over %(amount)s.", number=it["number"], amount=money(it["amount"]))
    return {"text": text} | _receipt_link(it)


def _receipt_voided(it: Details) -> Details:
    text = gettext("Receipt %(number)s became void: %(why)s.", number=it["number"], why=void_word(it["reason"]))
    return {"text": text} | _receipt_link(it)


def _receipt_link(it: Details) -> Details:
    return {"url": url_for("staff.receipt", receipt_id=it["id"]), "url_label": gettext("The receipt")}


def _letter(it: Details) -> Details:
    what = {"letter": kind_word(it["letter"]), "to": it["to"]}
    texts = {
        "sent": (gettext("“%(letter)s” was sent to %(to)s.", **what), ""),
        "refused": (gettext("“%(letter)s” could not be sent to %(to)s.", **what), "danger"),
        "unknown": (gettext("Nobody knows whether “%(letter)s” reached %(to)s.", **what), "warn"),
    }
    text, tone = texts.get(it["state"], (gettext("“%(letter)s” is on its way to %(to)s.", **what), ""))
    by = gettext("Resent, because somebody asked") if it["is_again"] else ""
    return {"text": text, "tone": tone, "detail": it["problem"] or "", "by": by}


def _act(it: Details) -> Details:
    changes = ChangeWords(Known(lambda: [*all_funds()])).details(it["action"], it["changes"])
    detail = " · ".join(filter(None, (it["reason"], *map(str, changes))))
    did = action_name(it["action"])
    return {"text": f"{did[:1].upper()}{did[1:]}.", "detail": detail}


_WORDS: dict[Happened, Callable[[Details], Details]] = {
    Happened.BECAME: _became,
    Happened.DECLINED: _declined,
    Happened.RECORDED: _recorded,
    Happened.HELD: _held,
    Happened.REVIEWED: _reviewed,
    Happened.REFUND_REQUESTED: _refund_asked,
    Happened.REFUND_REPORTED: _refund_reported,
    Happened.CANCEL_REPORTED: _cancel_reported,
    Happened.DISPUTED: _disputed,
    Happened.DISPUTE_ENDED: _dispute_ended,
    Happened.RECEIPT_ISSUED: _receipt_issued,
    Happened.RECEIPT_VOIDED: _receipt_voided,
    Happened.LETTER: _letter,
    Happened.ACT: _act,
}


def acts_in_words(lines: Sequence[AuditLine], names: dict[UUID, str]) -> list[dict[str, Any]]:
    """As the component `story` takes them, oldest first."""
    return in_words([act_entry(line) for line in lines], names)
