"""What supporters ask for, in words."""

from flask_babel import gettext

from donations.reporting.wishes import Wish
from donations.web.forms import lazy as _

WISHES = {
    "forget": _("Wants to be forgotten"),
    "merge": _("Has two addresses with us"),
}


def wish_word(kind: str) -> str:
    """`forget` → `Wants to be forgotten`."""
    return str(WISHES.get(kind, kind))


def wish_sentence(wish: Wish) -> str:
    """What a person is asked to do."""
    if wish.other:
        return gettext(
            "The supporter has shown that %(other)s is their address, too. Join the two supporters, and write to them.",
            other=wish.other.email,
        )
    return gettext(
        "Everything about the supporter is to be deleted that the law does not make us keep: books and receipts stay. "
        "End their regular gifts first, and write to them within a month of the day they asked."
    )
