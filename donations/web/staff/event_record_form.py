"""The form for a gift whose money came without us: who gave it and what for; the payment says the rest."""

from typing import Any

from donations.giving.record_from_payment import FoundGift
from donations.web.staff.record_form import RecordForm


class FoundGiftForm(RecordForm):
    """It needs no ticket: a payment makes one gift."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for name in ("ticket", "currency"):
            del self[name]

    def to_gift(self) -> FoundGift:
        """What the verb takes."""
        return FoundGift(self.giver(None), self.fund_id, self.campaign_id, self.note.data or "")
