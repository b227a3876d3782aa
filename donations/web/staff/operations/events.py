"""The inbox: every event of the provider, what became of it and why, and what can be done with it."""

from dataclasses import asdict

from flask import render_template

from donations.core.errors import Refused
from donations.giving.unmatched.link_event import bears_no_mark, linkable_update, update_without_donation
from donations.payments.models import ProviderEvent
from donations.payments.replay_event import check_replay
from donations.payments.states import EventState
from donations.payments.stripe_events import EVENT_TYPES, USED_TYPES
from donations.payments.updates import PaymentSucceeded, PaymentUpdate
from donations.reporting.operations.events import EventFilter, Whose, donations_of, event_facts, events_page
from donations.staff.permissions import Permission
from donations.web.app_context import settings
from donations.web.language import translate_message
from donations.web.staff.donations.timeline import acts_in_words
from donations.web.staff.guard import blueprint, needs
from donations.web.staff.labels.events import event_states, reason_word, whose_words
from donations.web.staff.operations.lists import choice_arg, count_events, cursor_arg, page_urls, text_arg

_DASHBOARD = {"live": "https://dashboard.stripe.com", "test": "https://dashboard.stripe.com/test"}


@blueprint.get("/events")
@needs(Permission.OPERATE)
def events() -> str:
    """Newest first; filters are in the address."""
    whose = choice_arg("whose", list(Whose))
    chosen = EventFilter(
        state=choice_arg("state", list(EventState)),
        type=text_arg("type", longest=100) or None,
        whose=Whose(whose) if whose else None,
        find=text_arg("find"),
    )
    given = {name: value for name, value in asdict(chosen).items() if value}
    page = events_page(chosen, cursor_arg())
    return render_template(
        "staff/operations/events.html",
        events=page.rows,
        donations=donations_of(page.rows),
        query=given,
        states=list(event_states().items()),
        types=_types(chosen.type),
        whose=list(whose_words().items()),
        waiting=count_events(),
        reason_word=reason_word,
        pager=page_urls("staff.events", page, given),
    )


@blueprint.get("/events/<event_id>")
@needs(Permission.OPERATE)
def event(event_id: str) -> str:
    """One event with all we know, and with what the provider sent to the letter."""
    facts = event_facts(event_id)
    again = _why_not_again(facts.event)
    link, says = _tying(facts.event, again)
    return render_template(
        "staff/operations/event.html",
        facts=facts,
        event=facts.event,
        reason=reason_word(facts.event.reason),
        again=again,
        is_unused=facts.event.type not in USED_TYPES,
        link=link,
        may_record=isinstance(says, PaymentSucceeded) and bears_no_mark(facts.event),
        story=acts_in_words(facts.acts, facts.names),
        dashboard_url=_dashboard_url(facts.event),
    )


def _why_not_again(found: ProviderEvent) -> str:
    """In the reader's language; empty when nothing is against it."""
    try:
        check_replay(found)
    except Refused as refusal:
        return translate_message(refusal.message, refusal.parameters)
    return ""


def _tying(found: ProviderEvent, again: str) -> tuple[str, PaymentUpdate | None]:
    """Why it is not tied to a donation, in the reader's language; else what it says."""
    try:
        return "", linkable_update(found) if again else update_without_donation(found)
    except Refused as refusal:
        return translate_message(refusal.message, refusal.parameters), None


def _types(chosen: str | None) -> list[tuple[str, str]]:
    known = sorted({*EVENT_TYPES, *([chosen] if chosen else [])})
    return [(name, name) for name in known]


def _dashboard_url(found: ProviderEvent) -> str | None:
    """The event at the provider; the sandbox has no such pages."""
    base = _DASHBOARD.get(settings().mode)
    return f"{base}/events/{found.provider_event_id}" if base else None
