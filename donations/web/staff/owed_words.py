"""Owed work in words: what each reaction does, and how things stand with it."""

from flask_babel import lazy_gettext, lazy_pgettext

from donations.reporting.owed_work import WorkState

_ = lazy_gettext
_p = lazy_pgettext

# By the names of `reactions.py`.
WORK = {
    "apply payment update": _("Apply an event of the payment provider"),
    "align receipt": _("Issue, replace or void the receipt of a gift"),
    "send refund": _("Ask the payment provider to give money back"),
    "cancel donation": _("Close the payment page of a cancelled gift"),
    "print receipt": _("Print a receipt"),
    "print void receipt": _("Print the void copy of a receipt"),
    "write receipt letter": _("Write the letter that brings a receipt"),
    "write refund letter": _("Write the letter about a gift that went back"),
    "continue bulk job": _("Go on with an act on many gifts"),
    "list donation again": _("Put a gift into the list as it is now"),
    "send letter": _("Send a letter"),
    "expire donations": _("By the clock: close gifts that nobody paid"),
    "fetch missed events": _("By the clock: fetch events that were lost on the way"),
}
STATES = {
    WorkState.DUE: _p("owed work", "Due"),
    WorkState.RETRYING: _p("owed work", "Retrying"),
    WorkState.PARKED: _p("owed work", "Parked"),
    WorkState.PLANNED: _p("owed work", "Planned"),
}


def work_word(reaction: str) -> str:
    """`send letter` → `Send a letter`; one not listed here stands as it is."""
    return str(WORK.get(reaction, reaction))


def work_states() -> dict[str, str]:
    """For the filter."""
    return {state.value: str(word) for state, word in STATES.items()}
