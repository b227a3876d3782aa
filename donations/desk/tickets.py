"""Tickets of the desk's forms: what a form does, it does once, however often it is sent."""

import re
import secrets

from donations.core.errors import Refused

_TICKET = re.compile(r"desk-[0-9a-f]{32}", re.ASCII)  # never a ticket of the visitors' form


def new_ticket() -> str:
    """For the hidden field of a fresh form."""
    return f"desk-{secrets.token_hex(16)}"


def checked_ticket(given: str) -> str:
    """Raises `Refused` for what is no ticket of ours."""
    if not _TICKET.fullmatch(given):
        raise Refused("This form came without its ticket. Please check it and send it once more.")
    return given
