"""What must always hold of what staff do, as SQL that finds what does not: each change has its author and trail."""

from donations.core.invariant import Invariant

_IN_TRAIL = "EXISTS (SELECT 1 FROM audit_entry a WHERE a.subject_id = {subject} AND a.staff_id = {author} AND {action})"


def _trail(subject: str, author: str, *actions: str) -> str:
    action = " OR ".join(f"a.action = '{name}'" for name in actions)
    return _IN_TRAIL.format(subject=subject, author=author, action=f"({action})")


_REFUND_TRAIL = _trail("r.id", "r.requested_by", "donation.refund_requested", "donation.refund_recorded")
_REVIEW_TRAIL = _trail("h.donation_id", "h.by", "donation.accepted", "donation.rejected")
_MOVED_REVIEW_TRAIL = _trail("d.origin_id", "h.by", "donation.rejected")  # with its payment, to a donation of its own
_RECORD_TRAIL = _trail("m.donation_id", "m.recorded_by", "donation.recorded")
_WISH_TRAIL = _trail("w.supporter_id", "w.closed_by", "supporter.request_closed")
_LINK_TRAIL = _trail("l.event_id", "l.by", "event.linked")

# A refund that failed waits for a person, or one has seen to it. A dispute in another currency binds all of it.
_KEPT_BACK = """SELECT d.reference FROM held_review h JOIN donation d ON d.id = h.donation_id
    JOIN payment p ON p.donation_id = d.id WHERE h.decision = 'rejected' AND p.succeeded_at IS NOT NULL
    AND p.amount_minor > COALESCE((SELECT SUM(r.amount_minor) FROM refund r
        WHERE r.payment_id = p.id AND r.status <> 'cancelled'), 0)
    + COALESCE((SELECT SUM(CASE WHEN t.currency = p.currency THEN t.amount_minor ELSE p.amount_minor END)
        FROM dispute t WHERE t.payment_id = p.id AND t.status IN ('open', 'lost')), 0)"""

INVARIANTS = (
    Invariant(
        "A gift recorded by hand counts, and no payment belongs to it",
        """SELECT d.reference FROM manual_record m JOIN donation d ON d.id = m.donation_id
            WHERE d.status <> 'settled' OR EXISTS (SELECT 1 FROM payment p WHERE p.donation_id = d.id)""",
    ),
    Invariant(
        "Refunds of a gift recorded by hand are at most the gift, in its currency",
        """SELECT d.reference FROM donation d JOIN refund r ON r.donation_id = d.id
            WHERE r.payment_id IS NULL AND r.status = 'succeeded' GROUP BY d.id, d.reference, d.amount_minor, d.currency
            HAVING SUM(r.amount_minor) > d.amount_minor OR MIN(r.currency) <> d.currency
            OR MAX(r.currency) <> d.currency""",
    ),
    Invariant(
        "Only gifts recorded by hand have refunds without a payment",
        """SELECT r.id FROM refund r WHERE r.payment_id IS NULL
            AND NOT EXISTS (SELECT 1 FROM manual_record m WHERE m.donation_id = r.donation_id)""",
    ),
    Invariant(
        "Only a gift that was imported has its receipt elsewhere",
        """SELECT d.reference FROM donation d WHERE d.has_receipt_elsewhere
            AND NOT EXISTS (SELECT 1 FROM imported_gift i WHERE i.donation_id = d.id)""",
    ),
    Invariant(
        "Every import is in the audit trail",
        """SELECT i.donation_id FROM imported_gift i WHERE NOT EXISTS (SELECT 1 FROM audit_entry a
            WHERE a.subject_id = i.import_id AND a.action = 'gifts.import_begun')""",
    ),
    Invariant(
        "A refund that waits for the provider has its work owed",
        """SELECT r.id FROM refund r WHERE r.status = 'requested' AND NOT EXISTS
            (SELECT 1 FROM outbox o WHERE o.subject_id = r.id)""",
    ),
    Invariant(
        "A dispute belongs to the donation of its payment",
        """SELECT t.provider_dispute_id FROM dispute t JOIN payment p ON p.id = t.payment_id
            WHERE t.donation_id <> p.donation_id""",
    ),
    Invariant(
        "A gift that was accepted counts, and one that was rejected never does",
        """SELECT d.reference FROM held_review h JOIN donation d ON d.id = h.donation_id
            WHERE (h.decision = 'accepted') <> (d.status = 'settled')""",
    ),
    Invariant(
        "All money of a rejected gift went back or is on its way, unless a person is told that it came back",
        _KEPT_BACK,
    ),
    Invariant(
        "Every refund asked for here is in the audit trail",
        f"SELECT r.id FROM refund r WHERE r.requested_by IS NOT NULL AND NOT {_REFUND_TRAIL}",
    ),
    Invariant(
        "Every decision about a held gift is in the audit trail",
        f"""SELECT h.donation_id FROM held_review h JOIN donation d ON d.id = h.donation_id
            WHERE NOT ({_REVIEW_TRAIL} OR {_MOVED_REVIEW_TRAIL})""",
    ),
    Invariant(
        "Every gift recorded by hand is in the audit trail",
        f"SELECT m.donation_id FROM manual_record m WHERE NOT {_RECORD_TRAIL}",
    ),
    Invariant(
        "Every receipt that was corrected is in the audit trail",
        """SELECT v.receipt_id FROM receipt_void v WHERE v.reason = 'corrected' AND NOT EXISTS
            (SELECT 1 FROM audit_entry a WHERE a.subject_id = v.receipt_id AND a.action = 'receipt.replaced')""",
    ),
    Invariant(
        "Every event tied to a gift by hand is in the audit trail",
        f"SELECT l.event_id FROM event_link l WHERE NOT {_LINK_TRAIL}",
    ),
    Invariant(
        "Every letter staff sent again is in the audit trail",
        """SELECT l.id FROM letter l WHERE l.resend_of_id IS NOT NULL AND l.asked_by IS NULL AND NOT EXISTS
            (SELECT 1 FROM audit_entry a WHERE a.subject_id = l.id AND a.action = 'letter.resent')""",
    ),
    Invariant(
        "Every wish of a supporter that was seen to is in the audit trail",
        f"SELECT w.id FROM supporter_request w WHERE w.closed_at IS NOT NULL AND NOT {_WISH_TRAIL}",
    ),
)
