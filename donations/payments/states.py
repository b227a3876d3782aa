"""The life of a provider's event in our inbox."""

from enum import StrEnum


class EventState(StrEnum):
    RECEIVED = "received"  # stored; the worker will apply it
    APPLIED = "applied"  # what it says is in our books
    IGNORED = "ignored"  # not ours, or of a kind we do not use; the reason says which
    PARKED = "parked"  # ours, and not understood: needs attention


# Applied again at a person's word: what the books have already, they do not take twice.
MOVES = {
    EventState.RECEIVED: {EventState.APPLIED, EventState.IGNORED, EventState.PARKED},
    EventState.APPLIED: {EventState.RECEIVED},
    EventState.IGNORED: {EventState.RECEIVED},
    EventState.PARKED: {EventState.RECEIVED},
}
