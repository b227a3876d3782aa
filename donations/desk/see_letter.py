"""Somebody has seen to a letter that did not arrive, or may not have: it no longer waits for a person."""

from uuid import UUID

from donations.core import clock
from donations.core.database import session
from donations.core.errors import Refused
from donations.mail.models import Letter
from donations.mail.states import LetterState
from donations.staff.record_audit import Act, record_audit

NEEDS_A_LOOK = (LetterState.REFUSED, LetterState.UNKNOWN)


def see_letter(letter: Letter, *, by: UUID, reason: str) -> None:
    """Set it aside; its state stays what it is."""
    if letter.state not in NEEDS_A_LOOK:
        raise Refused("This letter does not wait for a person.")
    if letter.seen_at:
        raise Refused("Somebody has seen to this letter already.")
    if not reason.strip():
        raise Refused("Please say why.")
    letter.seen_at = clock.now()
    session.flush()
    record_audit(Act("letter.seen", "letter", letter.id, by, reason.strip(), after={"to": letter.recipient_email}))
