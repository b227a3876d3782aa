"""Which acts on many donations somebody is offered."""

from donations.desk.actions import ACTIONS
from donations.staff.permissions import may
from donations.web.staff import donation_words as words


def offered_actions(role: str) -> list[tuple[str, str]]:
    """Name and label of each."""
    labels = words.bulk_actions()
    return [(name, labels[name]) for name, action in ACTIONS.items() if may(role, action.permission)]
