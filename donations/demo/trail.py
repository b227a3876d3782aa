"""What came by hand, with the trail of whoever recorded it: standing orders are told by no provider."""

from datetime import datetime
from random import Random
from uuid import UUID

from sqlalchemy import select

from donations.core import clock
from donations.core.database import compact_json, lock_words, session
from donations.core.tokens import seal
from donations.demo.donation_rows import Rows, reference_of
from donations.demo.donations import MadeUpDonation
from donations.demo.store import Store, id_at
from donations.giving.desk_models import ManualMethod
from donations.staff.audit_trail import GENESIS, AuditEntry, hash_of

COLUMNS = {
    "manual_record": "donation_id method received_on note recorded_by recorded_at",
    "sealed_text": "id subject text salt",
    "audit_entry": "id sequence at staff_id action subject_kind subject_id sealed_id digest previous_hash hash",
}


class TrailRows:
    """Records donations on behalf of one who works here."""

    def __init__(self, store: Store, random: Random, zone: str, staff_id: UUID | None) -> None:
        self.store, self.random, self.zone, self.staff_id = store, random, zone, staff_id
        self.sequence, self.hash = 0, GENESIS

    def read_end(self) -> None:
        """Where the trail ends now; nobody else writes on until the transaction ends."""
        if self.staff_id:
            lock_words("audit trail")
            last = session.execute(
                select(AuditEntry.sequence, AuditEntry.hash).order_by(AuditEntry.sequence.desc()).limit(1)
            ).first()
            self.sequence, self.hash = last or (0, GENESIS)

    def add(self, donation: MadeUpDonation, donation_id: str, number: int, rows: Rows) -> None:
        """The record of a donation that came by hand; of a plan's first one that of the plan, too."""
        if not donation.is_by_hand or not donation.part or not self.staff_id:
            return
        at, staff_id = donation.ended_at, self.staff_id.hex
        received_on = clock.local_date(at, self.zone).isoformat()
        details = (ManualMethod.BANK_TRANSFER.value, received_on, "", staff_id, self.store.moment(at))
        rows["manual_record"].append((donation_id, *details))
        words = {"reference": reference_of(number), "amount": f"{donation.amount.plain()} {donation.amount.currency}"}
        if donation.part.is_first:
            self._act("plan.recorded", donation.part.plan.id, at, words, rows)
        self._act("donation.recorded", donation_id, at, {**words, "received on": received_on}, rows)

    def _act(self, action: str, subject_id: str, at: datetime, words: dict[str, str], rows: Rows) -> None:
        text = compact_json({"reason": "", "before": None, "after": words})
        salt, digest = seal(text)
        sealed_id, entry_id = (id_at(at, self.random) for _ in range(2))
        self.sequence += 1
        entry = AuditEntry(
            id=UUID(entry_id),
            sequence=self.sequence,
            at=at,
            staff_id=self.staff_id,
            action=action,
            subject_kind=action.partition(".")[0],
            subject_id=UUID(subject_id),
            sealed_id=UUID(sealed_id),
            digest=digest,
            previous_hash=self.hash,
        )
        before, self.hash = self.hash, hash_of(entry)
        rows["sealed_text"].append((sealed_id, "audit", text, salt))
        whose = (entry_id, self.sequence, self.store.moment(at), self.staff_id and self.staff_id.hex)
        rows["audit_entry"].append(
            (*whose, action, entry.subject_kind, subject_id, sealed_id, digest, before, self.hash)
        )
