"""Letters at the desk in words: kinds, states, and what each state means for whoever waits for the letter."""

from flask_babel import gettext, lazy_gettext, pgettext

from donations.reporting.operations.letters import WAITS
from donations.web.staff.labels.donations import LETTERS, letter_word

_ = lazy_gettext

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
    """The states of a letter, and what waits for a person."""
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
