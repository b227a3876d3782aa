"""What happened to a regular gift, in plain words and the reader's language."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext, lazy_gettext

from donations.recurring.decline_families import Family
from donations.recurring.dunning.recovery import MendedBy
from donations.reporting.donation_page.timeline import Entry
from donations.reporting.plan_page.facts import PlanFacts
from donations.reporting.plan_page.timeline import PlanEntry, PlanHappened, plan_story
from donations.web.filters import day, money
from donations.web.staff.donations.timeline import because, in_words
from donations.web.staff.labels.declines import refusal_word
from donations.web.staff.labels.plans import end_word
from donations.web.staff.plans.words import ChangeWords

_ = lazy_gettext
Told = dict[str, Any]

MENDED = {
    MendedBy.OUR_RETRY: _("we tried again"),
    MendedBy.PROVIDER_RETRY: _("the payment provider tried again"),
    MendedBy.NEW_CARD: _("the supporter gave another card"),
    MendedBy.CARD_RENEWED: _("the bank renewed the card"),
    MendedBy.CONFIRMED: _("the supporter confirmed it at the bank"),
    MendedBy.PAYMENT_PAGE: _("the supporter paid it on the payment page"),
}
FAMILIES = {
    Family.RETRY: _("It is tried again."),
    Family.NEW_CARD: _("This card does not pay any more: the supporter is asked for another."),
    Family.CONFIRM: _("The bank wants the supporter to confirm it: they are asked to."),
    Family.STOP: _("The bank forbids another try."),
}


def story_in_words(facts: PlanFacts, changes: ChangeWords) -> list[Told]:
    """As the component `story` takes them."""
    told: list[Told] = []
    for entry in plan_story(facts):
        if isinstance(entry, Entry):
            told += in_words([entry], facts.names)
        else:
            told.append(_entry(entry, facts, changes))
    return told


def _entry(entry: PlanEntry, facts: PlanFacts, changes: ChangeWords) -> Told:
    said: Told = {"at": entry.at, "text": "", "detail": "", "by": "", "url": None, "url_label": "", "tone": ""}
    if entry.kind == PlanHappened.CHANGE:
        return said | _change(entry, changes)
    said |= _WORDS[entry.kind](entry.told)
    if entry.by:
        said["by"] = facts.names.get(entry.by) or gettext("a former account")
    elif entry.event_id and entry.event_type:
        said |= because(entry.event_id, entry.event_type)
    return said


def _change(entry: PlanEntry, words: ChangeWords) -> Told:
    change = entry.told["change"]
    tone = "warn" if change.refused_at else ""
    by = f"{words.who(change)} · {words.outcome(change)}"
    return {"text": words.what(change), "detail": change.reason, "by": by, "tone": tone}


def _began(it: Told) -> Told:
    if it["is_by_hand"]:
        return {"text": gettext("Recorded here."), "detail": it["note"], "tone": "good"}
    return {"text": gettext("The regular gift began."), "tone": "good"}


def _ended(it: Told) -> Told:
    return {"text": f"{gettext('The regular gift ended.')} {end_word(it['reason'])}", "tone": "warn"}


def _failed(it: Told) -> Told:
    what = {"amount": money(it["amount"]), "day": day(it["day"]), "why": refusal_word(it["code"])}
    text = gettext("%(amount)s of %(day)s could not be collected: %(why)s.", **what)
    family = str(FAMILIES[Family(it["family"])]) if it["family"] else ""
    return {"text": f"{text} {family}".strip(), "tone": "danger"}


def _mended(it: Told) -> Told:
    text = gettext("%(amount)s of %(day)s came after all", amount=money(it["amount"]), day=day(it["day"]))
    how = MENDED.get(MendedBy(it["mended_by"])) if it["mended_by"] in set(MendedBy) else None
    return {"text": f"{text}: {how}." if how else f"{text}.", "tone": "good"}


def _lost(it: Told) -> Told:
    text = gettext("%(amount)s of %(day)s was given up.", amount=money(it["amount"]), day=day(it["day"]))
    return {"text": text, "tone": "danger"}


def _let_go(it: Told) -> Told:
    what = {"amount": money(it["amount"]), "day": day(it["day"])}
    return {
        "text": gettext("%(amount)s of %(day)s falls within the pause and will not be collected.", **what),
        "tone": "warn",
    }


_WORDS: dict[PlanHappened, Callable[[Told], Told]] = {
    PlanHappened.BEGAN: _began,
    PlanHappened.PAUSED: lambda _it: {"text": gettext("It was paused.")},
    PlanHappened.GOES_ON: lambda _it: {"text": gettext("The pause was over; it goes on.")},
    PlanHappened.ENDED: _ended,
    PlanHappened.FAILED: _failed,
    PlanHappened.MENDED: _mended,
    PlanHappened.LOST: _lost,
    PlanHappened.LET_GO: _let_go,
}
