"""The provider's events in words: their states, whose they are, and why one was not applied."""

from flask_babel import gettext, lazy_gettext, pgettext

from donations.reporting.operations.events import Whose
from donations.reporting.operations.letters import WAITS
from donations.web.staff.labels.donations import LETTERS, letter_word

_ = lazy_gettext

# As `receive_event` and `provider_events` write them; what follows the beginning is for those who mend it.
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


STAFF_LETTERS = {
    "staff_invited": _("Invitation to the staff desk"),
    "staff_reset": _("A new password"),
    "staff_password_changed": _("The password was changed"),
}
MY_LETTERS = {
    "my_sign_in": _("Link into My giving"),
    "email_change_asked": _("Another address: notice to the old one"),
    "email_change_confirm": _("Another address: to be confirmed"),
    "email_changed": _("Another address: in force, letter to the new one"),
    "email_changed_notice": _("Another address: in force, notice to the old one"),
}
PLAN_LETTERS = {
    "collection_failed": _("Regular gift not collected: first letter"),
    "collection_reminder": _("Regular gift not collected: reminder"),
    "collection_last_notice": _("Regular gift not collected: last notice"),
    "plan_ended": _("Regular gift ended"),
    "plan_changed": _("Regular gift changed"),
    "plan_unchanged": _("Regular gift could not be changed"),
    "card_expiring": _("The card will expire"),
    "card_updated": _("The card was renewed by the bank"),
    "yearly_notice": _("A yearly gift will be collected"),
}
KINDS = (*LETTERS, *STAFF_LETTERS, *MY_LETTERS, *PLAN_LETTERS)


def kind_word(kind: str) -> str:
    """`thank_you` → `Thanks with the receipt`."""
    ours = {**STAFF_LETTERS, **MY_LETTERS, **PLAN_LETTERS}
    return str(ours[kind]) if kind in ours else letter_word(kind)


def letter_states() -> dict[str, str]:
    """The states of a letter, and what needs attention."""
    return {
        WAITS: gettext("Needs attention"),
        "owed": pgettext("letter", "To be sent"),
        "sending": pgettext("letter", "Being sent"),
        "sent": pgettext("letter", "Sent"),
        "refused": pgettext("letter", "Refused"),
        "unknown": pgettext("letter", "Unknown"),
    }


def state_sentence(state: str) -> str:
    """What is known of the letter, in plain words."""
    return {
        "owed": gettext("The letter waits to be sent. If the mail server did not answer, it is tried again by itself."),
        "sending": gettext("The letter is being handed to the mail server."),
        "sent": gettext("The mail server has taken the letter. Whether it was read nobody can know."),
        "refused": gettext(
            "The mail server will not take the letter: most often the address is wrong or no longer there. It is not "
            "tried again by itself. It can be sent again, perhaps to a corrected address."
        ),
        "unknown": gettext(
            "Nobody knows whether the mail server took the letter: the connection broke before it said so. It may "
            "have arrived. It is never sent again by itself; if you send it again, it may arrive twice."
        ),
    }[state]
