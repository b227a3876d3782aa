"""What all letters have in common: who writes to whom, the identity and date of their row, the head of the page."""

from collections.abc import Mapping, Sequence
from typing import Any

from donations.core.installation import installation
from donations.mail.compose import Attachment, Draft, Mailbox
from donations.mail.donation_context import letter_head_of
from donations.mail.models import Letter
from donations.organisation.links import Links
from donations.organisation.queries import the_organisation


def draft_of(letter: Letter, links: Links, context: Mapping[str, Any], attachments: Sequence[Attachment] = ()) -> Draft:
    """The letter as it is sent, and as it would be sent again. `context`: what its kind says beyond the common."""
    organisation = the_organisation()
    return Draft(
        kind=letter.kind,
        language=letter.language,
        sender=Mailbox(organisation.sender_name, organisation.sender_email),
        recipient=Mailbox(letter.recipient_name, letter.recipient_email),
        reply_to=organisation.contact_email,
        # Made from the row: whoever gets the letter twice can see that it is one.
        message_id=f"<{letter.kind}.{letter.id.hex}@{links.host}>",
        date=letter.written_at,
        context={
            "organisation": letter_head_of(organisation),
            "mode": installation().mode,
            "donor_name": letter.recipient_name,
            **context,
        },
        attachments=attachments,
    )
