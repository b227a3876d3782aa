"""What must always hold, as SQL that finds what does not. Each query runs on SQLite and PostgreSQL alike.

Work that is still owed is not a breach: a donation with rows due in the outbox is left to the worker. Work that is
parked is one, until a person has seen to it.
"""

from dataclasses import dataclass

from donations.reporting.listing.invariants import FIGURES_AGREE

_NOTHING_OWED = """NOT EXISTS (SELECT 1 FROM outbox o WHERE o.subject_id = d.id AND o.parked_at IS NULL)"""
_SETTLED = "d.status = 'settled'"
_REFUNDED = """COALESCE((SELECT SUM(r.amount_minor) FROM refund r JOIN payment p ON p.id = r.payment_id
    WHERE r.donation_id = d.id AND r.status = 'succeeded' AND p.succeeded_at IS NOT NULL), 0)"""


@dataclass(frozen=True, slots=True)
class Invariant:
    """A rule in words, and the query for its breaches; `postgresql` where the dialects differ."""

    name: str
    query: str
    postgresql: str = ""

    def query_for(self, dialect: str) -> str:
        """The query for this database."""
        return self.postgresql if dialect == "postgresql" and self.postgresql else self.query


INVARIANTS = (
    Invariant(
        "Each settled donation has exactly one succeeded payment",
        f"""SELECT d.reference FROM donation d WHERE {_SETTLED} AND 1 <>
            (SELECT COUNT(*) FROM payment p WHERE p.donation_id = d.id AND p.succeeded_at IS NOT NULL)""",
    ),
    Invariant(
        "Each succeeded payment belongs to a donation that is settled or held for review",
        """SELECT p.provider_payment_id FROM payment p JOIN donation d ON d.id = p.donation_id
            WHERE p.succeeded_at IS NOT NULL AND d.status <> 'settled' AND d.held_reason IS NULL""",
    ),
    Invariant(
        "A settled donation has the amount and currency of its payment",
        f"""SELECT d.reference FROM donation d JOIN payment p ON p.donation_id = d.id
            WHERE {_SETTLED} AND p.succeeded_at IS NOT NULL
            AND (p.amount_minor <> d.amount_minor OR p.currency <> d.currency)""",
    ),
    Invariant(
        "The shares for funds add up to the donation",
        """SELECT d.reference FROM donation d LEFT JOIN allocation a ON a.donation_id = d.id AND a.currency = d.currency
            GROUP BY d.id, d.reference, d.amount_minor HAVING COALESCE(SUM(a.amount_minor), 0) <> d.amount_minor""",
    ),
    Invariant(
        "Refunds, sent and on their way, are at most what was taken, in its currency",
        """SELECT p.provider_payment_id FROM payment p JOIN refund r ON r.payment_id = p.id
            WHERE r.status IN ('pending', 'succeeded')
            GROUP BY p.id, p.provider_payment_id, p.amount_minor, p.currency
            HAVING SUM(r.amount_minor) > p.amount_minor OR MIN(r.currency) <> p.currency
            OR MAX(r.currency) <> p.currency""",
    ),
    Invariant(
        "A refund belongs to the donation of its payment",
        """SELECT r.provider_refund_id FROM refund r JOIN payment p ON p.id = r.payment_id
            WHERE r.donation_id <> p.donation_id""",
    ),
    Invariant(
        "A settled donation is on exactly one valid receipt over what is left of it",
        f"""SELECT d.reference FROM donation d LEFT JOIN receipt_claim c ON c.donation_id = d.id
            LEFT JOIN receipt_gift g ON g.receipt_id = c.receipt_id AND g.donation_id = d.id
            WHERE {_SETTLED} AND {_NOTHING_OWED} AND COALESCE(g.amount_minor, 0) <> d.amount_minor - {_REFUNDED}""",
    ),
    Invariant(
        "Only settled donations are on a valid receipt",
        f"""SELECT d.reference FROM donation d JOIN receipt_claim c ON c.donation_id = d.id WHERE NOT {_SETTLED}""",
    ),
    Invariant(
        "A valid receipt is not void, and a receipt that is not void is claimed",
        """SELECT r.number FROM receipt r LEFT JOIN receipt_void v ON v.receipt_id = r.id
            WHERE (v.receipt_id IS NULL) <> (EXISTS (SELECT 1 FROM receipt_claim c WHERE c.receipt_id = r.id))""",
    ),
    Invariant(
        "A receipt is over the sum of its gifts",
        """SELECT r.number FROM receipt r LEFT JOIN receipt_gift g ON g.receipt_id = r.id AND g.currency = r.currency
            GROUP BY r.id, r.number, r.amount_minor HAVING COALESCE(SUM(g.amount_minor), 0) <> r.amount_minor""",
    ),
    Invariant(
        "Receipt numbers run from 1 to N without gap or repeat, in each series and year",
        """SELECT s.series, s.year FROM receipt_series s LEFT JOIN receipt r ON r.series = s.series AND r.year = s.year
            GROUP BY s.series, s.year, s.last_sequence
            HAVING COUNT(r.id) <> s.last_sequence OR COALESCE(MAX(r.sequence), 0) <> s.last_sequence""",
    ),
    Invariant(
        "Every receipt is counted in its series",
        """SELECT r.number FROM receipt r LEFT JOIN receipt_series s ON s.series = r.series AND s.year = r.year
            WHERE s.series IS NULL""",
    ),
    Invariant(
        "A receipt replaces only one that is void",
        """SELECT r.number FROM receipt r LEFT JOIN receipt_void v ON v.receipt_id = r.replaces_id
            WHERE r.replaces_id IS NOT NULL AND v.receipt_id IS NULL""",
    ),
    Invariant(
        "A receipt replaces only an earlier one: the chain has no circle",
        """SELECT r.number FROM receipt r JOIN receipt e ON e.id = r.replaces_id
            WHERE e.issued_at > r.issued_at OR e.id = r.id""",
    ),
    Invariant(
        "The state of a donation is where its history ends",
        """SELECT d.reference FROM donation d WHERE NOT EXISTS (SELECT 1 FROM donation_history h
            WHERE h.donation_id = d.id AND h.became = d.status) OR EXISTS (SELECT 1 FROM donation_history h
            WHERE h.donation_id = d.id AND h.was = d.status)""",
    ),
    Invariant(
        "The history of a donation begins once and never goes on from a state it did not reach",
        """SELECT d.reference FROM donation d WHERE 1 <> (SELECT COUNT(*) FROM donation_history h
            WHERE h.donation_id = d.id AND h.was IS NULL) OR EXISTS (SELECT 1 FROM donation_history h
            WHERE h.donation_id = d.id AND h.was IS NOT NULL AND NOT EXISTS (SELECT 1 FROM donation_history e
            WHERE e.donation_id = d.id AND e.became = h.was))""",
    ),
    Invariant(
        "An event that waits has its work owed, and an applied one was applied at a moment",
        """SELECT e.provider_event_id FROM provider_event e WHERE (e.state = 'received' AND NOT EXISTS
            (SELECT 1 FROM outbox o WHERE o.subject_id = e.id))
            OR (e.state = 'applied') <> (e.applied_at IS NOT NULL)""",
    ),
    Invariant(
        "Every letter that is to be sent has its work owed",
        """SELECT l.id FROM letter l WHERE l.state IN ('owed', 'sending')
            AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.subject_id = l.id)""",
    ),
    Invariant(
        "Every receipt has its document, or the printing is owed",
        """SELECT r.number FROM receipt r WHERE NOT EXISTS (SELECT 1 FROM receipt_document d
            WHERE d.receipt_id = r.id AND d.kind = 'original')
            AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.subject_id = r.id)""",
    ),
    Invariant(
        "No document of sandbox or test mode is in a live series, and none of a live one elsewhere",
        """SELECT r.number FROM receipt r, installation i WHERE
            (i.mode = 'sandbox' AND r.series NOT LIKE 'SANDBOX-%') OR (i.mode = 'test' AND r.series NOT LIKE 'TEST-%')
            OR (i.mode = 'live' AND (r.series LIKE 'SANDBOX-%' OR r.series LIKE 'TEST-%'))""",
    ),
    Invariant("The figures of each day equal its donations", FIGURES_AGREE),
    Invariant("The database belongs to one installation", "SELECT COUNT(*) FROM installation HAVING COUNT(*) <> 1"),
    Invariant(
        "No owed work waits for a person",
        "SELECT o.reaction, o.last_error FROM outbox o WHERE o.parked_at IS NOT NULL",
    ),
    Invariant(
        "No event of ours waits for a person",
        "SELECT e.provider_event_id, e.reason FROM provider_event e WHERE e.state = 'parked'",
    ),
)
