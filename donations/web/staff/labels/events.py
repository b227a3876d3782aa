"""The provider's events in words: their states, whose they are, and why one was not applied."""

from flask_babel import gettext, lazy_gettext, pgettext

from donations.reporting.operations.events import Whose

_ = lazy_gettext

# As `receive_event` and `apply_payment_update` write them; what follows the beginning is for those who mend it.
REASONS = {
    "not ours: another mode": _("Not ours: it belongs to another mode (real money, or a test)."),
    "not ours: a connected account": _("Not ours: it belongs to a connected account."),
    "not ours: another installation": _("Not ours: it belongs to another installation."),
    "not ours: nothing here belongs to it": _("Not ours: it does not carry our mark, and nothing here belongs to it."),
    "not used: nothing here depends on": _("Not used: nothing here depends on this kind of event."),
    "not used: the event says nothing": _("Not used: it says nothing about a gift."),
    "not understood:": _("Ours, but not written as we know it."),
    "ours, but unknown:": _(
        "Ours, but the gift it speaks of is not known here. After a backup was restored, “donations events rebuild” "
        "writes it anew."
    ),
}


def event_states() -> dict[str, str]:
    """The states of an event."""
    return {
        "received": pgettext("event", "Received"),
        "applied": pgettext("event", "Applied"),
        "ignored": pgettext("event", "Ignored"),
        "parked": pgettext("event", "Parked"),
    }


def whose_words() -> dict[str, str]:
    """For the filter."""
    return {
        Whose.OURS.value: gettext("Ours"),
        Whose.NOT_OURS.value: gettext("Not ours"),
        Whose.OTHER_MODE.value: gettext("Of another mode"),
    }


def reason_word(reason: str | None) -> str:
    """Why it was not applied, as a sentence; a reason not listed here stands as it is."""
    if not reason:
        return ""
    return next((str(words) for begin, words in REASONS.items() if reason.startswith(begin)), reason)
