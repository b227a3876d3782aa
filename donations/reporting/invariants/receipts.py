"""What must hold of receipts, their numbers and documents."""

from donations.core.invariant import Invariant

# What left: refunds that got through, disputes that were lost; all of the payment where its bank spoke in another
# currency. Never more than was given.
_DONATIONS = """SELECT d.id, d.reference, d.amount_minor, d.has_receipt_elsewhere,
        COALESCE((SELECT SUM(r.amount_minor) FROM refund r LEFT JOIN payment p ON p.id = r.payment_id
            WHERE r.donation_id = d.id AND r.status = 'succeeded'
            AND (r.payment_id IS NULL OR p.succeeded_at IS NOT NULL)), 0)
        + COALESCE((SELECT SUM(CASE WHEN t.currency = p.currency THEN t.amount_minor ELSE p.amount_minor END)
            FROM dispute t JOIN payment p ON p.id = t.payment_id
            WHERE t.donation_id = d.id AND t.status = 'lost' AND p.succeeded_at IS NOT NULL), 0) AS gone
    FROM donation d WHERE d.status = 'settled'"""
_LEFT = """CASE WHEN gift.has_receipt_elsewhere OR gift.gone > gift.amount_minor THEN 0
    ELSE gift.amount_minor - gift.gone END"""
# Parked work, or work of another kind, is no excuse.
_OWED = """SELECT 1 FROM outbox o WHERE o.subject_id = gift.id AND o.parked_at IS NULL
    AND o.reaction = 'align receipt'"""
_OVER_WHAT_IS_LEFT = f"""SELECT gift.reference FROM ({_DONATIONS}) gift
    LEFT JOIN receipt_claim c ON c.donation_id = gift.id
    LEFT JOIN receipt_gift g ON g.receipt_id = c.receipt_id AND g.donation_id = gift.id
    WHERE COALESCE(g.amount_minor, 0) <> {_LEFT} AND NOT EXISTS ({_OWED})"""  # noqa: S608 - all of it is written here
# Nor is it an excuse that another receipt is still to be issued: voiding waits for nothing.
_OVER_TOO_MUCH = f"""SELECT gift.reference FROM ({_DONATIONS}) gift JOIN receipt_claim c ON c.donation_id = gift.id
    JOIN receipt_gift g ON g.receipt_id = c.receipt_id AND g.donation_id = gift.id
    WHERE g.amount_minor > {_LEFT} AND NOT EXISTS ({_OWED} AND o.event <> 'ReceiptMissing')"""  # noqa: S608 - as above

INVARIANTS = (
    Invariant(
        "A settled donation is on exactly one valid receipt over what is left of it, or has one of another system",
        _OVER_WHAT_IS_LEFT,
    ),
    Invariant(
        "No valid receipt is over more than what is left, unless it is about to become void",
        _OVER_TOO_MUCH,
    ),
    Invariant(
        "Only settled donations are on a valid receipt",
        """SELECT d.reference FROM donation d JOIN receipt_claim c ON c.donation_id = d.id
            WHERE d.status <> 'settled'""",
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
    Invariant(
        "A receipt is in the currency of its gifts, and a replacement over the same gifts",
        """SELECT r.number FROM receipt r JOIN receipt_gift g ON g.receipt_id = r.id
            JOIN donation d ON d.id = g.donation_id WHERE g.currency <> d.currency
            OR (r.replaces_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM receipt_gift e
            WHERE e.receipt_id = r.replaces_id AND e.donation_id = g.donation_id))""",
    ),
    Invariant(
        "Every void receipt has its copy marked as void, or the printing is owed",
        """SELECT r.number FROM receipt r JOIN receipt_void v ON v.receipt_id = r.id WHERE NOT EXISTS
            (SELECT 1 FROM receipt_document d WHERE d.receipt_id = r.id AND d.kind = 'void')
            AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.subject_id = r.id)""",
    ),
    Invariant(
        "Every receipt that stands was sent in a letter, or the letter is owed, unless there is no address",
        """SELECT DISTINCT r.number FROM receipt r JOIN receipt_claim c ON c.receipt_id = r.id
            JOIN donation d ON d.id = c.donation_id WHERE d.donor_email <> ''
            AND NOT EXISTS (SELECT 1 FROM letter l WHERE l.about_id = r.id)
            AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.subject_id = r.id)""",
    ),
)
