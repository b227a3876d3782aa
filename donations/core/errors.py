"""Errors that a person is shown. A bug stays a bare exception."""

from typing import Any


class DonationsError(Exception):
    """Something a person can mend: an English message id (for gettext) and its parameters.

    The web translates it, and knows the status code; the command line prints it. `about` names what is wrong as forms
    name their fields (`amount`, `reason`, `fund`): there it stands beside that field.
    """

    def __init__(self, message: str, *, about: str = "", **parameters: Any) -> None:
        super().__init__(message % parameters if parameters else message)
        self.message = message
        self.about = about
        self.parameters = parameters


class NotFound(DonationsError):
    """What was asked for is not here, or is not for you."""


class Refused(DonationsError):
    """The rules forbid it; the message says why."""


class NotYet(DonationsError):
    """Something it depends on is not known yet: the caller tries again later."""


class Impossible(DonationsError):
    """What was reported contradicts what is known: a person has to look."""
