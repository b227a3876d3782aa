"""The life of a letter."""

from enum import StrEnum


class LetterState(StrEnum):
    OWED = "owed"  # to be sent, or tried again
    SENDING = "sending"  # handed to the mail server, no answer noted yet
    SENT = "sent"  # the mail server has taken it
    REFUSED = "refused"  # the mail server will not take it: a person has to look
    UNKNOWN = "unknown"  # nobody knows whether it was taken: never sent again unasked


MOVES = {
    LetterState.OWED: {LetterState.SENDING},
    LetterState.SENDING: {LetterState.OWED, LetterState.SENT, LetterState.REFUSED, LetterState.UNKNOWN},
    LetterState.SENT: set(),
    LetterState.REFUSED: {LetterState.OWED},
    LetterState.UNKNOWN: {LetterState.OWED},
}
